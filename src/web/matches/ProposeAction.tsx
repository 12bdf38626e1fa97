import { createEffect, createSignal, on, onCleanup, Show, Switch, Match as When } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import type { EventId } from '../../shared/core/ids.ts';
import type { Match, MatchSummary } from '../../shared/matches/match.ts';
import { account } from '../accounts/session.ts';
import { onAnnouncement } from '../core/socket.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { Button } from '../ui/Button.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { CommandError } from './CommandError.tsx';
import { createMatchCommands } from './createMatchCommands.ts';

/** The one lit thing in a person's sheet: ask for an exchange, answer one, or open it. */
export function ProposeAction(props: {
  eventId: EventId;
  person: Person;
  match: MatchSummary | null;
  /** Things have changed: whoever lists people asks again. */
  onChange: () => void;
}) {
  const leadOn = createLeadOn();
  // What was decided here, or is announced, counts before the list has been asked again.
  const [news, setNews] = createSignal<MatchSummary | null>(null);
  createEffect(
    on(
      () => props.match,
      () => setNews(null),
      { defer: true },
    ),
  );
  const match = () => news() ?? props.match;
  const isOurs = (seen: Match) => seen.eventId === props.eventId && seen.partner.id === props.person.id;
  for (const name of ['match:proposed', 'match:changed'] as const) {
    onCleanup(onAnnouncement(name, ({ match: seen }) => isOurs(seen) && setNews(seen)));
  }
  const commands = createMatchCommands((changed) => {
    setNews(changed);
    props.onChange();
  });
  const isPending = () => commands.accept.pending() || commands.decline.pending();
  const state = () => match()?.state;
  const isWaitingForThem = () => state() === 'proposed' && match()?.isProposer;
  const isWaitingForMe = () => state() === 'proposed' && !match()?.isProposer;
  const mayNotAsk = () => state() === 'declined' && match()?.isProposer;

  async function accept() {
    const accepted = await commands.accept.run(match()!.id);
    if (accepted) leadOn(`/exchanges/${accepted.id}`);
  }

  return (
    <Show when={props.person.id !== account()?.id} fallback={<p class="text-center text-muted">This is you.</p>}>
      <div class="flex flex-col gap-3">
        <Switch
          fallback={
            <>
              <Button
                look="lit"
                wide
                busy={commands.propose.pending()}
                onClick={() => void commands.propose.run(props.eventId, props.person.id)}
              >
                Propose an exchange
              </Button>
              <p class="text-center text-sm text-muted">{beforeText(state(), props.person.username)}</p>
            </>
          }
        >
          <When when={state() === 'accepted' || state() === 'completed'}>
            <LinkButton look="lit" wide href={`/exchanges/${match()!.id}`}>
              Open your exchange
            </LinkButton>
          </When>
          <When when={isWaitingForThem()}>
            <p role="status" class="text-center">
              You asked {props.person.username}. The answer will appear here and under Exchanges.
            </p>
            <Button wide busy={commands.withdraw.pending()} onClick={() => void commands.withdraw.run(match()!.id)}>
              Take it back
            </Button>
          </When>
          <When when={isWaitingForMe()}>
            <p class="text-center">{props.person.username} would like to exchange videos with you.</p>
            <Button look="lit" wide busy={isPending()} onClick={() => void accept()}>
              Accept
            </Button>
            <Button wide busy={commands.decline.pending()} onClick={() => void commands.decline.run(match()!.id)}>
              Decline
            </Button>
          </When>
          <When when={mayNotAsk()}>
            <p class="text-center text-muted">
              {props.person.username} said no this time. They can ask you if they change their mind.
            </p>
          </When>
        </Switch>
        <CommandError
          errors={[
            commands.propose.error(),
            commands.accept.error(),
            commands.decline.error(),
            commands.withdraw.error(),
          ]}
        />
      </div>
    </Show>
  );
}

function beforeText(state: MatchSummary['state'] | undefined, name: string): string {
  if (state === 'declined') return `You said no before. Asking ${name} now opens it again.`;
  if (state === 'expired') return 'The last request ran out unanswered.';
  return `If ${name} accepts, you can send each other what you filmed.`;
}
