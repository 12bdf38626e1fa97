import { createSignal, onCleanup, Show } from 'solid-js';
import { Spinner } from '../ui/Spinner.tsx';

const QUIET_MS = 400;

/** While a page is on its way. Nothing at first: what comes at once needs no announcement. */
export function Opening() {
  const [isSlow, setSlow] = createSignal(false);
  const timer = setTimeout(() => setSlow(true), QUIET_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <div class="grid min-h-dvh place-items-center text-muted" role="status">
      <Show when={isSlow()}>
        <p class="flex items-center gap-3">
          <Spinner /> Opening…
        </p>
      </Show>
    </div>
  );
}
