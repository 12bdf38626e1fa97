import { useQuery } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import type { DeadLetter } from '../../shared/jobs/jobs.ts';
import { api } from '../core/api.ts';
import { askAgain } from '../core/askAgain.ts';
import { createCommand } from '../core/createCommand.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import { queryClient } from '../core/queryClient.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatDuration } from '../ui/format.ts';
import { keepFocus } from '../ui/keepFocus.ts';

const lettersKey = ['operator', 'deadLetters'] as const;

const createChange = (act: () => Promise<unknown>) =>
  createCommand(async () => {
    await act();
    await queryClient.invalidateQueries({ queryKey: ['operator'] });
  });

/** Jobs that failed as often as they may: try them again once what stood in their way is gone, or let them go. */
export function DeadLetters(props: { count: number }) {
  const letters = useQuery(() => ({
    queryKey: lettersKey,
    queryFn: ({ signal }) => api.operator.deadLetters.query(undefined, { signal }),
    enabled: props.count > 0,
    reconcile: 'jobId',
  }));
  // The list stays meanwhile: one more that fails must not take away what somebody is asked.
  createEffect(
    on(
      createMemo(() => props.count),
      () => askAgain(lettersKey),
      { defer: true },
    ),
  );
  const counted = () => {
    const listed = dataOf(letters)?.length;
    return listed !== undefined && props.count > listed ? `the latest ${listed} of ${props.count}` : props.count;
  };
  let section: HTMLElement | undefined;
  let heading: HTMLHeadingElement | undefined;
  // What is tried again or let go goes away with its buttons, and the last one with the heading.
  keepFocus(
    () => section,
    () => [props.count, dataOf(letters)?.map(({ jobId }) => jobId)],
    () => (heading?.isConnected ? heading : document.querySelector<HTMLElement>('#main h1')),
  );
  return (
    <Show when={props.count > 0}>
      <section ref={section} aria-label="Failed for good">
        <header class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2 pb-2">
          <h3 ref={heading} class="text-base">
            Failed for good <span class="figures text-sm font-normal text-muted">{counted()}</span>
          </h3>
          <Show when={props.count > 1}>
            <AllLetters count={props.count} />
          </Show>
        </header>
        <Show when={letters.isError && !dataOf(letters)}>
          <QueryNotLoaded query={letters} />
        </Show>
        <ul class="flex flex-col divide-y divide-line empty:hidden">
          <For each={dataOf(letters)}>{(letter) => <LetterRow letter={letter} />}</For>
        </ul>
      </section>
    </Show>
  );
}

/** After an outage there may be hundreds, all for one reason. */
function AllLetters(props: { count: number }) {
  const [isAsking, setAsking] = createSignal(false);
  const retry = createChange(() => api.operator.retryDeadJobs.mutate());
  const discard = createChange(async () => {
    await api.operator.discardDeadJobs.mutate();
    setAsking(false);
  });
  return (
    <div class="flex flex-wrap gap-3">
      <Button busy={retry.pending()} onClick={() => void retry.run()}>
        Try all again
      </Button>
      <Button look="bare" onClick={() => setAsking(true)}>
        Let all go
      </Button>
      <Show when={retry.error()}>{(refusal) => <ErrorNote what={textOf(refusal())} />}</Show>
      <Dialog
        isOpen={isAsking()}
        onClose={() => setAsking(false)}
        mustDecide
        title={`Let all ${props.count} go?`}
        description="What they were to do is not done, and nobody is told. Schedules go on by themselves."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep them</Button>
            <Button look="danger" busy={discard.pending()} onClick={() => void discard.run()}>
              Let all go
            </Button>
          </>
        }
      >
        <Show when={discard.error()}>{(refusal) => <ErrorNote what={textOf(refusal())} />}</Show>
      </Dialog>
    </div>
  );
}

function LetterRow(props: { letter: DeadLetter }) {
  const retry = createChange(() => api.operator.retryJob.mutate({ jobId: props.letter.jobId }));
  const discard = createChange(() => api.operator.discardJob.mutate({ jobId: props.letter.jobId }));
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
