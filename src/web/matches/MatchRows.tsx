import { createMemo, For, Show } from 'solid-js';
import type { MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { entriesOfMatch } from '../transfers/exchangeStore.ts';
import { TransferBeam } from '../transfers/TransferBeam.tsx';
import { isOver } from '../transfers/transferEntry.ts';
import { hasRatingDraft } from '../trust/ratingDraft.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { ListRow } from '../ui/ListRow.tsx';
import { CommandError } from './CommandError.tsx';
import { createMatchCommands } from './createMatchCommands.ts';

const face = (match: Match) => (
  <Avatar name={match.partner.username} avatarUrl={match.partner.avatarUrl} isDecorative />
);

/** Someone asks: yes or no, right in the list. */
export function RequestRow(props: {
  match: Match;
  /** Accepted; by then this row may be gone from the list. */
  onAccepted: (id: MatchId) => void;
}) {
  const commands = createMatchCommands();
  const name = () => props.match.partner.username;
  async function accept() {
    const accepted = await commands.accept.run(props.match.id);
    if (accepted) props.onAccepted(accepted.id);
  }
  return (
    <div class="rounded-control bg-glow px-3 py-3">
      <div class="flex items-center gap-3">
        {face(props.match)}
        <div class="min-w-0 flex-1">
          <p class="truncate font-semibold">{name()}</p>
          <p class="text-sm wrap-anywhere text-muted">would like to exchange videos · {props.match.eventName}</p>
        </div>
      </div>
      <div class="mt-3 flex gap-2 *:flex-1">
        <Button
          busy={commands.decline.pending()}
          aria-label={`Decline ${name()}`}
          onClick={() => void commands.decline.run(props.match.id)}
        >
          Decline
        </Button>
        <Button
          look="lit"
          busy={commands.accept.pending()}
          aria-label={`Accept ${name()}`}
          onClick={() => void accept()}
        >
          Accept
        </Button>
      </div>
      <CommandError errors={[commands.accept.error(), commands.decline.error()]} />
    </div>
  );
}

/** An open exchange, with the beams of what is under way. */
export function OpenRow(props: { match: Match }) {
  const running = createMemo(() => entriesOfMatch(props.match.id).filter((entry) => !isOver(entry)));
  const ids = createMemo(() => running().map(({ id }) => id), [], { equals: areSame });
  const isAsked = () => running().some(({ transfer }) => !transfer.isSender && transfer.state === 'offered');
  return (
    <>
      <ListRow
        href={`/exchanges/${props.match.id}`}
        leading={face(props.match)}
        title={props.match.partner.username}
        detail={openDetail(props.match)}
        isUnread={isAsked()}
        trailing={
          <Show when={isAsked()}>
            <Badge tone="light">Files for you</Badge>
          </Show>
        }
      />
      <div class="flex flex-col gap-2 pr-3 pl-17 empty:hidden">
        <For each={ids()}>{(id) => <TransferBeam id={id} partner={props.match.partner} size="small" isNamed />}</For>
      </div>
    </>
  );
}

const areSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, n) => id === b[n]);

function openDetail({ eventName, isContent, isPartnerContent, partner }: Match): string {
  if (isContent) return `${eventName} · waiting until ${partner.username} has everything`;
  if (isPartnerContent) return `${eventName} · ${partner.username} has everything`;
  return eventName;
}

/** Asked by oneself: it can be taken back. */
export function OutgoingRow(props: { match: Match }) {
  const commands = createMatchCommands();
  return (
    <>
      <ListRow
        leading={face(props.match)}
        title={props.match.partner.username}
        detail={`No answer yet · ${props.match.eventName}`}
        trailing={
          <Button
            look="bare"
            busy={commands.withdraw.pending()}
            aria-label={`Take back what you asked ${props.match.partner.username}`}
            onClick={() => void commands.withdraw.run(props.match.id)}
          >
            Take back
          </Button>
        }
      />
      <CommandError errors={[commands.withdraw.error()]} />
    </>
  );
}

/** What is over; a completed exchange can still be read, rated, and opened again by sending something. */
export function EndedRow(props: { match: Match }) {
  const isComplete = () => props.match.state === 'completed';
  return (
    <div class="flex items-center">
      <div class="min-w-0 flex-1">
        <ListRow
          href={isComplete() ? `/exchanges/${props.match.id}` : undefined}
          leading={face(props.match)}
          title={props.match.partner.username}
          detail={`${endedText(props.match)} · ${props.match.eventName}`}
        />
      </div>
      <Show when={props.match.ownRating === 'open'}>
        <LinkButton
          look="bare"
          href={`/exchanges/${props.match.id}/rate`}
          aria-label={`Rate ${props.match.partner.username}`}
        >
          Rate
        </LinkButton>
      </Show>
    </div>
  );
}

function endedText({ id, state, isProposer, ownRating }: Match): string {
  switch (state) {
    case 'completed':
      if (ownRating === 'given') return 'Complete, rated';
      return hasRatingDraft(id) ? 'Rating not sent' : 'Not rated yet';
    case 'declined':
      return isProposer ? 'Declined' : 'You declined';
    case 'withdrawn':
      return isProposer ? 'You took it back' : 'Taken back';
    default:
      return 'Ran out';
  }
}
