import CloudOff from 'lucide-solid/icons/cloud-off';
import { Show } from 'solid-js';
import { isUnreachable, toAppError } from '../core/appError.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';

interface Asked {
  error: unknown;
  isFetching: boolean;
  refetch(): unknown;
}

/** Something that could not be shown: being offline is a state and passes by itself, a refusal is told as such. */
export function NotLoaded(props: { query: Asked }) {
  const retry = () => void props.query.refetch();
  return (
    <Show
      when={isUnreachable(props.query.error)}
      fallback={
        <ErrorNote what={textOf(toAppError(props.query.error))} onRetry={retry} retrying={props.query.isFetching} />
      }
    >
      <EmptyState
        icon={CloudOff}
        title="Not loaded yet"
        action={
          <Button busy={props.query.isFetching} onClick={retry}>
            Try again
          </Button>
        }
      >
        There is no connection to Spotlight. This appears by itself when it is back.
      </EmptyState>
    </Show>
  );
}
