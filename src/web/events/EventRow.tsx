import Check from 'lucide-solid/icons/check';
import { Show } from 'solid-js';
import type { EventSummary } from '../../shared/events/event.ts';
import { eventPhase } from '../../shared/events/eventRules.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { formatCount } from '../ui/format.ts';
import { iconStroke } from '../ui/icon.ts';
import { DayLeaf } from './DayLeaf.tsx';
import { joinEvent } from './eventCommands.ts';
import { daysText } from './eventDays.ts';

/** One event of a list: it leads to its page, and can be joined without going there. In the light while one is at it. */
export function EventRow(props: {
  event: EventSummary;
  today: string;
  /** The one next thing to do on this screen. */
  isLit: boolean;
  onJoined: (event: EventSummary) => void;
}) {
  const join = createCommand(async () => props.onJoined(await joinEvent(props.event.id)));
  const isAtIt = () => props.event.attending && eventPhase(props.event, props.today) === 'now';
  return (
    <li class={cx('rounded-control', isAtIt() && 'bg-glow')}>
      <div class="relative flex items-center gap-3 rounded-control px-3 py-4 has-[a:hover]:bg-raised">
        <DayLeaf day={props.event.startDate} />
        <div class="min-w-0 flex-1">
          <h2 class="text-lg leading-snug">
            {/* The whole row leads to the event; the button lies above the link. */}
            <a
              href={`/events/${props.event.id}`}
              class="line-clamp-2 text-text no-underline after:absolute after:inset-0 after:rounded-control focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-light"
            >
              {props.event.name}
            </a>
          </h2>
          <p class="mt-0.5 truncate text-sm text-muted">{props.event.location}</p>
          <p class="mt-0.5 text-sm text-muted">
            <span class={cx(isAtIt() && 'font-medium text-light')}>{daysText(props.event, props.today)}</span>
            {' · '}
            {formatCount(props.event.participantsCount, 'person', 'people')}
          </p>
        </div>
        <Show
          when={!props.event.attending}
          fallback={
            <span class="inline-flex shrink-0 items-center gap-1.5 text-sm text-muted">
              <Check size={18} strokeWidth={iconStroke} class="text-ok" aria-hidden="true" /> Joined
            </span>
          }
        >
          <Button
            class="z-10 px-4!"
            look={props.isLit ? 'lit' : 'quiet'}
            busy={join.pending()}
            aria-label={`Join ${props.event.name}`}
            onClick={() => void join.run()}
          >
            Join
          </Button>
        </Show>
      </div>
      <Show when={join.error()}>
        {(error) => (
          <p role="alert" class="px-3 pb-3 text-sm text-danger">
            {textOf(error())}
          </p>
        )}
      </Show>
    </li>
  );
}
