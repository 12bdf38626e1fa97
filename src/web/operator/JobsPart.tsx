import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import type { JobId } from '../../shared/core/ids.ts';
import type { DeadLetter, JobsOverview, ScheduleState } from '../../shared/jobs/jobs.ts';
import { api } from '../core/api.ts';
import { createCommand } from '../core/createCommand.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { queryClient } from '../core/queryClient.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { Facts } from './Facts.tsx';

const lettersKey = ['operator', 'deadLetters'];

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
      <Letters count={sum('dead')} />
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

/** Jobs that failed as often as they may: try them again once what stood in their way is gone, or let them go. */
function Letters(props: { count: number }) {
  const letters = useQuery(() => ({
    queryKey: [...lettersKey, props.count],
    queryFn: ({ signal }) => api.operator.deadLetters.query(undefined, { signal }),
    enabled: props.count > 0,
  }));
  return (
    <Show when={props.count > 0 && dataOf(letters)}>
      {(list) => (
        <section aria-label="Failed for good">
          <h3 class="text-base">Failed for good</h3>
          <ul class="flex flex-col divide-y divide-line">
            <For each={list()}>{(letter) => <LetterRow letter={letter} />}</For>
          </ul>
        </section>
      )}
    </Show>
  );
}

function LetterRow(props: { letter: DeadLetter }) {
  const after = (act: (id: { jobId: JobId }) => Promise<unknown>) =>
    createCommand(async () => {
      await act({ jobId: props.letter.jobId });
      await queryClient.invalidateQueries({ queryKey: ['operator'] });
    });
  const retry = after((id) => api.operator.retryJob.mutate(id));
  const discard = after((id) => api.operator.discardJob.mutate(id));
  const error = () => retry.error() ?? discard.error();
  return (
    <li class="flex flex-col gap-2 py-3">
      <p>
        <span class="font-semibold">{props.letter.kind}</span>{' '}
        <span class="figures text-sm text-muted">
          failed {props.letter.failures} times, last{' '}
          {formatDuration((Date.now() - Date.parse(props.letter.diedAt)) / 1000)} ago
        </span>
      </p>
      <Show when={props.letter.lastError}>{(words) => <p class="text-sm break-words text-muted">{words()}</p>}</Show>
      <div class="flex flex-wrap gap-3">
        <Button busy={retry.pending()} onClick={() => void retry.run()} aria-label={`Try ${props.letter.kind} again`}>
          Try again
        </Button>
        <Button
          look="bare"
          busy={discard.pending()}
          onClick={() => void discard.run()}
          aria-label={`Let ${props.letter.kind} go`}
        >
          Let it go
        </Button>
      </div>
      <Show when={error()}>{(refusal) => <ErrorNote what={textOf(refusal())} />}</Show>
    </li>
  );
}
