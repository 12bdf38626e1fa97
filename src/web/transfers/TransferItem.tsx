import ExternalLink from 'lucide-solid/icons/external-link';
import { createMemo, Show } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import type { TransferId } from '../../shared/core/ids.ts';
import { Button } from '../ui/Button.tsx';
import { formatBytes } from '../ui/format.ts';
import { catchFocus } from '../ui/keepFocus.ts';
import { ConnectionDetails } from './ConnectionDetails.tsx';
import { isOnThisDevice } from './deviceIdentity.ts';
import { entryOf } from './exchangeStore.ts';
import { removeHere } from './following.ts';
import { ReceivedFiles } from './ReceivedFiles.tsx';
import { TransferActions } from './TransferActions.tsx';
import { TransferBeam } from './TransferBeam.tsx';
import { TroubleNote } from './TroubleNote.tsx';
import {
  amountOf,
  areSameItems,
  arrivedOf,
  filesOf,
  hasArrived,
  isOver,
  othersOf,
  type TransferEntry,
  titleOf,
} from './transferEntry.ts';
import { markSaved } from './transfers.ts';
import { wordsOf } from './transferWords.ts';
import { createWays } from './ways.ts';

/** One transfer of an exchange: its beam, what can be done about it, and what has come of it. */
export function TransferItem(props: {
  id: TransferId;
  partner: Person;
  size: 'large' | 'small';
  onSendLink?: () => void;
}) {
  const entry = createMemo(() => entryOf(props.id));
  // Each of thousands of rows looks at it.
  const arrived = createMemo(
    () => {
      const known = entry();
      return known ? arrivedOf(known) : [];
    },
    [],
    { equals: areSameItems },
  );
  /** A tab that only watches knows of the last file before it knows that these are all. */
  const isWhole = () => {
    const known = entry();
    return known && (hasArrived(known) || arrived().length === filesOf(known).length);
  };
  const ways = createWays();
  return (
    <Show when={entry()}>
      {(known) => (
        <article
          ref={catchFocus}
          tabindex={-1}
          aria-label={titleOf(known())}
          class="flex flex-col gap-3 rounded-control outline-offset-4"
        >
          <Heading entry={known()} />
          <TransferBeam id={props.id} partner={props.partner} size={props.size} />
          <Show when={wordsOf(known(), props.partner.username, ways()).trouble}>
            {(trouble) => <TroubleNote trouble={trouble()} isUrgent={!isOver(known())} />}
          </Show>
          <Show when={isStuck(known()) && props.onSendLink}>
            {(sendLink) => (
              <div class="flex justify-center">
                <Button icon={ExternalLink} onClick={() => sendLink()()}>
                  Send a link instead
                </Button>
              </div>
            )}
          </Show>
          <TransferActions entry={known()} partner={props.partner} />
          <Show
            when={
              known().transfer.state === 'accepted' &&
              !hasArrived(known()) &&
              known().snapshot?.state !== 'verified' &&
              known().snapshot
            }
          >
            {(snapshot) => <ConnectionDetails snapshot={snapshot()} />}
          </Show>
          <Show when={hasArrived(known()) || arrived().length > 0}>
            <ReceivedFiles
              id={known().id}
              files={arrived()}
              part={isWhole() ? null : { of: filesOf(known()).length, others: othersOf(known()) }}
              saved={known()}
              expiresAt={known().transfer.expiresAt}
              isHeld={known().isHeld || known().wholeHere.length > 0}
              whereElse={whereElse(known())}
              onSaved={(indices, isCertain) => markSaved(props.id, indices, isCertain)}
              onRemove={() => removeHere(known().id)}
            />
          </Show>
        </article>
      )}
    </Show>
  );
}

/** Neither peers nor the relay can carry it now, as far as the sender knows. */
function isStuck(entry: TransferEntry): boolean {
  const { transfer, snapshot } = entry;
  if (!transfer.isSender || isOver(entry) || !snapshot || snapshot.state === 'verified') return false;
  const isUnreachable = snapshot.state === 'failed' && snapshot.reason === 'unreachable';
  return isUnreachable || (snapshot.state === 'waiting' && snapshot.relay.closedBecause !== null);
}

function whereElse({ transfer }: TransferEntry): string {
  return isOnThisDevice(transfer) ? 'No longer in Spotlight on this device.' : 'Received on another of your devices.';
}

function Heading(props: { entry: TransferEntry }) {
  return (
    <p class="flex items-baseline justify-between gap-3">
      <bdi class="min-w-0 truncate font-medium">{titleOf(props.entry)}</bdi>
      <span class="shrink-0 text-sm text-muted">{formatBytes(amountOf(props.entry).total)}</span>
    </p>
  );
}
