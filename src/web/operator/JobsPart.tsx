import { For, Show } from 'solid-js';
import type { JobsOverview, ScheduleState } from '../../shared/jobs/jobs.ts';
import { Badge } from '../ui/Badge.tsx';
import { formatDuration } from '../ui/format.ts';
import { DeadLetters } from './DeadLetters.tsx';
import { Facts } from './Facts.tsx';

/** What runs by itself: how far behind it is, what came of it last, and what failed for good. */
export function JobsPart(props: { jobs: JobsOverview }) {
  const sum = (of: 'waiting' | 'running' | 'dead') => props.jobs.kinds.reduce((total, kind) => total + kind[of], 0);
  const lag = () => props.jobs.lagMs / 1000;
  return (
    <>
      <Facts
        facts={[
          { label: 'Waiting', value: String(sum('waiting')) },
          { label: 'Running', value: String(sum('running')) },
          {
            label: 'Behind by',
            value: lag() < 1 ? 'nothing' : formatDuration(lag()),
            tone: lag() > 60 ? 'warn' : undefined,
          },
        ]}
      />
      <ul class="flex flex-col divide-y divide-line" aria-label="Schedules">
        <For each={props.jobs.schedules}>{(schedule) => <ScheduleRow schedule={schedule} />}</For>
      </ul>
      <DeadLetters count={sum('dead')} />
    </>
  );
}

function ScheduleRow(props: { schedule: ScheduleState }) {
  const state = () => {
    if (props.schedule.isLate) return { tone: 'warn', words: 'late: no worker takes it' } as const;
    if (props.schedule.lastOutcome === 'dead') return { tone: 'danger', words: 'failed' } as const;
    return { tone: 'ok', words: props.schedule.lastOutcome === null ? 'not run yet' : 'went well' } as const;
  };
  const ended = () => props.schedule.lastEndedAt;
  return (
    <li class="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-1 py-3 wide:grid-cols-[1fr_auto_16rem]">
      <span class="min-w-0 font-semibold break-words">{props.schedule.name}</span>
      <Badge tone={state().tone}>{state().words}</Badge>
      <span class="figures col-span-full text-sm text-muted wide:col-auto wide:text-right">
        every {formatDuration(props.schedule.everyMs / 1000)}
        <Show when={ended()}>{(at) => <>, last {formatDuration((Date.now() - Date.parse(at())) / 1000)} ago</>}</Show>
      </span>
      <Show when={props.schedule.lastOutcome === 'dead' && props.schedule.lastError}>
        {(error) => <p class="col-span-full text-sm break-words text-muted">{error()}</p>}
      </Show>
    </li>
  );
}
