import CloudOff from 'lucide-solid/icons/cloud-off';
import { onCleanup, Show } from 'solid-js';
import { type AppError, toAppError } from '../core/appError.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';

interface NotLoadedProps {
  refusal: AppError;
  retrying: boolean;
  onRetry: () => unknown;
}

/** Something that could not be shown: being offline is a state and passes by itself, a refusal is told as such. */
export function NotLoaded(props: NotLoadedProps) {
  const retry = () => void props.onRetry();
  let place!: HTMLDivElement;
  // What was asked for comes in the button's place.
  onCleanup(() => {
    // A dialog keeps it inside by itself.
    if (!place.contains(document.activeElement) || place.closest('[role="dialog"],[role="alertdialog"]')) return;
    queueMicrotask(() => focusHere(document.querySelector<HTMLElement>('main h1')));
  });
  return (
    <div ref={place} class="contents">
      <Show
        when={props.refusal.kind === 'unreachable'}
        fallback={<ErrorNote what={textOf(props.refusal)} onRetry={retry} retrying={props.retrying} />}
      >
        <EmptyState
          icon={CloudOff}
          title="Not loaded yet"
          action={
            <Button busy={props.retrying} onClick={retry}>
              Try again
            </Button>
          }
        >
          There is no connection to Spotlight. This appears by itself when it is back.
        </EmptyState>
      </Show>
    </div>
  );
}

interface Query {
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

/** The same for what a query asked for. */
export function QueryNotLoaded(props: { query: Query }) {
  return (
    <NotLoaded
      refusal={toAppError(props.query.error)}
      retrying={props.query.isFetching}
      onRetry={() => props.query.refetch()}
    />
  );
}
