import Check from 'lucide-solid/icons/check';
import { createMemo, Show, Switch, Match as When } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { CommandError } from '../matches/CommandError.tsx';
import { createMatchCommands } from '../matches/createMatchCommands.ts';
import { Button } from '../ui/Button.tsx';
import { iconStroke } from '../ui/icon.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { entriesOfMatch } from './exchangeStore.ts';
import { isOver } from './transferEntry.ts';

/** "I have what I wanted": offered once something has arrived and nothing runs. When both say so, it is complete. */
export function ContentAction(props: { match: Match }) {
  const commands = createMatchCommands();
  const entries = createMemo(() => entriesOfMatch(props.match.id));
  const isQuiet = () => entries().length > 0 && entries().every(isOver);
  const hasSomething = () => entries().some(({ transfer }) => transfer.state === 'completed');
  const mayAsk = () => (isQuiet() && hasSomething()) || props.match.isPartnerContent;
  const name = () => props.match.partner.username;
  let place: HTMLDivElement | undefined;
  // What is said takes the button's place, and the focus.
  keepFocus(
    () => place,
    () => [props.match.state, props.match.isContent],
    () => place?.querySelector('p'),
  );
  return (
    <div ref={place} class="empty:hidden">
      <Switch>
        <When when={props.match.state === 'completed'}>
          <p role="status" class="flex items-center justify-center gap-2 text-center text-ok">
            <Check size={20} strokeWidth={iconStroke} aria-hidden="true" />
            Complete: you both have what you wanted.
          </p>
        </When>
        <When when={props.match.state === 'accepted' && props.match.isContent}>
          <p role="status" class="text-center text-muted">
            You have what you wanted. It is complete when {name()} says so, too.
          </p>
        </When>
        <When when={props.match.state === 'accepted' && mayAsk()}>
          <div class="flex flex-col items-center gap-2">
            <Show when={props.match.isPartnerContent}>
              <p class="text-center text-muted">{name()} has what they wanted.</p>
            </Show>
            <Button
              icon={Check}
              busy={commands.content.pending()}
              onClick={() => void commands.content.run(props.match.id)}
            >
              I have what I wanted
            </Button>
            <CommandError errors={[commands.content.error()]} />
          </div>
        </When>
      </Switch>
    </div>
  );
}
