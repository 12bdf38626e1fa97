import RotateCw from 'lucide-solid/icons/rotate-cw';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { type JSX, Show } from 'solid-js';
import { Button } from './Button.tsx';
import { iconStroke } from './icon.ts';

export interface ErrorNoteProps {
  /** What happened, in one sentence. */
  what: string;
  /** What is safe: "Your message is kept." */
  kept?: string;
  /** What to do now. */
  todo?: JSX.Element;
  onRetry?: () => void;
  retryLabel?: string;
  retrying?: boolean;
}

/** Something did not work: what happened, what was kept, what to do. Read out when it appears. */
export function ErrorNote(props: ErrorNoteProps) {
  return (
    <div role="alert" class="flex gap-3 rounded-control border border-danger bg-danger-soft p-4">
      <TriangleAlert size={22} strokeWidth={iconStroke} aria-hidden="true" class="mt-0.5 shrink-0 text-danger" />
      <div class="min-w-0 flex-1">
        <p class="font-semibold">{props.what}</p>
        <Show when={props.kept}>
          <p class="mt-1">{props.kept}</p>
        </Show>
        <Show when={props.todo}>{(todo) => <p class="mt-1 text-muted">{todo()}</p>}</Show>
        <Show when={props.onRetry}>
          {(retry) => (
            <Button class="mt-3" icon={RotateCw} busy={props.retrying ?? false} onClick={() => retry()()}>
              {props.retryLabel ?? 'Try again'}
            </Button>
          )}
        </Show>
      </div>
    </div>
  );
}
