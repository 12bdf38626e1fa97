import FilePlus from 'lucide-solid/icons/file-plus';
import Film from 'lucide-solid/icons/film';
import { createMemo, For, Show, Switch, Match as When } from 'solid-js';
import type { TransferId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { socketState } from '../core/socket.ts';
import { NotLoaded } from '../shell/NotLoaded.tsx';
import { ExchangeRating } from '../trust/ExchangeRating.tsx';
import { Button } from '../ui/Button.tsx';
import { formatCount } from '../ui/format.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { ContentAction } from './ContentAction.tsx';
import type { Listing } from './createListing.ts';
import { entriesOfMatch } from './exchangeStore.ts';
import { Fold } from './Fold.tsx';
import { isUnsaved as isFileUnsaved } from './files/savedFiles.ts';
import { TransferItem } from './TransferItem.tsx';
import { areSameItems, arrivedOf, isOver, type TransferEntry } from './transferEntry.ts';
import { isListed } from './transfersOfMatch.ts';

/** Of what has stood unfolded on this screen, beside the last. */
const MOST_STAYING = 4;

/** What runs, the first of it large; what ended here lately; the rest folded. With nothing yet: what to do. */
export function ExchangeTransfers(props: {
  match: Match;
  listing: Listing;
  onSend: () => void;
  isSending: boolean;
  /** Of the files being got ready: how many have been looked at, where that takes a while. */
  described: { done: number; of: number } | null;
  /** The last resort, where no way is found. */
  onSendLink: () => void;
}) {
  const entries = createMemo(() => entriesOfMatch(props.match.id));
  const idsOf = (wanted: () => TransferEntry[]) =>
    createMemo(() => wanted().map(({ id }) => id), [], { equals: areSameItems });
  // What moves stands above what still waits for an answer.
  const moving = idsOf(() => entries().filter(({ transfer }) => transfer.state === 'accepted'));
  const offered = idsOf(() => entries().filter(({ transfer }) => transfer.state === 'offered'));
  const running = createMemo(() => [...moving(), ...offered()]);
  const over = idsOf(() => entries().filter(isOver).sort(byEnd));
  // What has stood here stays where it stood, also when others run and end after it: someone may be looking at it, be about
  // to press a button in it, or be saving what it brought.
  const haveStood = new Set<TransferId>();
  const lit = createMemo(() => {
    const [last, ...others] = over();
    for (const id of running()) haveStood.add(id);
    const staying = others.filter((id) => haveStood.has(id)).slice(0, MOST_STAYING);
    if (last) haveStood.add(last);
    return [...running(), ...(last ? [last, ...staying] : [])];
  });
  const before = createMemo(() => over().filter((id) => !lit().includes(id)));
  const unsaved = createMemo(() => entries().filter((entry) => before().includes(entry.id) && isUnsaved(entry)).length);
  let items: HTMLDivElement | undefined;
  keepFocus(() => items, lit);
  // Right after one's own files have arrived, sending more is not the next thing; after a refusal it is.
  const hasJustSent = () => {
    const last = entries().find(({ id }) => id === over()[0])?.transfer;
    return last?.isSender && last.state === 'completed';
  };
  const partner = () => props.match.partner;

  return (
    <>
      <Show when={entries().length === 0 && !props.isSending && !isListed(props.match.id)}>
        <NotListed listing={props.listing} />
      </Show>
      <Show when={entries().length === 0 && !props.isSending && isListed(props.match.id)}>
        <div class="flex flex-col items-center gap-4 py-2 text-center">
          <Film size={36} strokeWidth={1.5} class="text-light" aria-hidden="true" />
          <p class="max-w-80 text-muted">
            Send {partner().username} what you filmed. It goes straight from your device to theirs.
          </p>
          <Button look="lit" onClick={props.onSend}>
            Choose files
          </Button>
        </div>
      </Show>
      <Show when={props.isSending}>
        <p role="status" class="flex items-center justify-center gap-3 text-muted">
          <Spinner /> Getting your files ready
        </p>
        <Show when={props.described}>
          {(so) => (
            <p class="figures text-center text-sm text-muted">
              {so().done.toLocaleString('en')} of {so().of.toLocaleString('en')}
            </p>
          )}
        </Show>
      </Show>
      <div ref={items} class="contents">
        <For each={lit()}>
          {(id, index) => (
            <TransferItem
              id={id}
              partner={partner()}
              size={index() === 0 ? 'large' : 'small'}
              onSendLink={props.onSendLink}
            />
          )}
        </For>
      </div>
      <Show when={entries().length > 0 && running().length === 0 && !props.isSending && !hasJustSent()}>
        <div class="flex justify-center">
          <Button icon={FilePlus} class="wrap-anywhere" onClick={props.onSend}>
            Send {partner().username} files
          </Button>
        </div>
      </Show>
      <ContentAction match={props.match} />
      <ExchangeRating match={props.match} />
      <Show when={before().length > 0}>
        <Fold
          title={`Before: ${formatCount(before().length, 'transfer', 'transfers')}${unsaved() ? `, ${unsaved()} not saved yet` : ''}`}
          isOpen={unsaved() > 0}
        >
          <div class="mt-2 flex flex-col gap-6 text-base">
            <For each={before()}>{(id) => <TransferItem id={id} partner={partner()} size="small" />}</For>
          </div>
        </Fold>
      </Show>
    </>
  );
}

/** Before it is known whether anything was exchanged, nothing is said about that. */
function NotListed(props: { listing: Listing }) {
  return (
    <Switch fallback={<SkeletonRows count={1} label="Loading what you exchanged" />}>
      <When when={socketState() !== 'ready'}>
        <p class="py-2 text-center text-muted">What you exchanged shows here once the connection is back.</p>
      </When>
      <When when={props.listing.refusal()}>
        {(refusal) => <NotLoaded refusal={refusal()} retrying={props.listing.isAsking()} onRetry={props.listing.ask} />}
      </When>
    </Switch>
  );
}

/** The last that ended first. */
const byEnd = (a: TransferEntry, b: TransferEntry): number => endOf(b).localeCompare(endOf(a));
const endOf = ({ transfer }: TransferEntry): string => transfer.endedAt ?? transfer.createdAt;

const isUnsaved = (entry: TransferEntry): boolean =>
  (entry.isHeld || entry.wholeHere.length > 0) && arrivedOf(entry).some(({ index }) => isFileUnsaved(index, entry));
