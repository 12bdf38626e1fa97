import { Show } from 'solid-js';
import type { AppError } from '../core/appError.ts';
import { textOf } from '../core/errorText.ts';

/** Why the last thing asked for was refused, read out when it appears. */
export function CommandError(props: { errors: (AppError | null)[] }) {
  return (
    <Show when={props.errors.find((error) => error !== null)}>
      {(error) => (
        <p role="alert" class="text-sm text-danger">
          {textOf(error())}
        </p>
      )}
    </Show>
  );
}
