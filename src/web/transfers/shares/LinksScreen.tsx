import LinkIcon from 'lucide-solid/icons/link';
import { createMemo, createSignal, For, Show, Switch, Match as When } from 'solid-js';
import type { ShareId } from '../../../shared/core/ids.ts';
import { createCommand } from '../../core/createCommand.ts';
import { ExchangePlaces } from '../../matches/ExchangePlaces.tsx';
import { NotLoaded } from '../../shell/NotLoaded.tsx';
import { PageHeader } from '../../shell/PageHeader.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { createDropTarget } from '../createDropTarget.ts';
import { DropNote } from '../DropNote.tsx';
import { createSharing } from './createSharing.tsx';
import { LinkRow } from './LinkRow.tsx';
import { LinkSheet } from './LinkSheet.tsx';
import { refreshShares } from './ownShares.ts';
import { shareEntries } from './shareStore.ts';

/** A person's own links: what each leads to, how often it was taken, and its end. */
export default function LinksScreen() {
  const sharing = createSharing();
  const drop = createDropTarget(sharing.share);
  const [openId, setOpenId] = createSignal<ShareId | null>(null);
  const idsOf = (isWanted: (hasEnded: boolean) => boolean) =>
    createMemo(
      () => (shareEntries() ?? []).filter(({ share }) => isWanted(share.ended !== null)).map(({ share }) => share.id),
      [],
      { equals: (a, b) => a.length === b.length && a.every((id, n) => id === b[n]) },
    );
  const live = idsOf((hasEnded) => !hasEnded);
  const over = idsOf((hasEnded) => hasEnded);
  const load = createCommand(() => refreshShares());
  if (shareEntries() === null) void load.run();

  return (
    <>
      <PageHeader title="Exchanges" />
      <div class="page-width pb-10">
        <ExchangePlaces current="links" />
        <Show when={live().length + over().length > 0}>
          <div class="mt-4">{sharing.action('lit')}</div>
        </Show>
        <div class="mt-2">
          <Switch>
            <When when={shareEntries() === null && load.error()}>
              {(error) => <NotLoaded refusal={error()} retrying={load.pending()} onRetry={load.run} />}
            </When>
            <When when={shareEntries() === null}>
              <SkeletonRows count={3} label="Loading your links" />
            </When>
            <When when={live().length + over().length === 0}>
              <EmptyState icon={LinkIcon} title="No links yet" action={sharing.action('lit')}>
                Give files to someone who is not here, or has no account: make a link, and send it to them.
              </EmptyState>
            </When>
            <When when={true}>
              <LinkList title="Open" ids={live()} onOpen={setOpenId} />
              <LinkList title="Ended in the last week" ids={over()} onOpen={setOpenId} />
            </When>
          </Switch>
        </div>
      </div>
      {sharing.sheet}
      <Show when={openId()} keyed>
        {(id) => <LinkSheet id={id} onClose={() => setOpenId(null)} />}
      </Show>
      <DropNote isShown={drop.isOver()} words="Drop to share by link" />
    </>
  );
}

function LinkList(props: { title: string; ids: ShareId[]; onOpen: (id: ShareId) => void }) {
  return (
    <Show when={props.ids.length > 0}>
      <section class="mt-6" aria-label={props.title}>
        <h2 class="text-sm font-semibold text-muted">{props.title}</h2>
        <ul class="-mx-3 mt-2 flex flex-col gap-1">
          <For each={props.ids}>
            {(id) => (
              <li>
                <LinkRow id={id} onOpen={() => props.onOpen(id)} />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
