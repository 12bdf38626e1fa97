import RefreshCw from 'lucide-solid/icons/refresh-cw';
import { Show } from 'solid-js';
import { Button } from '../ui/Button.tsx';
import { iconStroke } from '../ui/icon.ts';
import { newVersion } from './newVersion.ts';

/** Says that a newer version of the app waits, for whoever let the passing note go; silent otherwise. */
export function NewVersionNote() {
  return (
    <Show when={newVersion()}>
      {(waiting) => (
        <aside aria-label="New version" class="flex items-start gap-3 py-5">
          <RefreshCw size={22} strokeWidth={iconStroke} aria-hidden="true" class="mt-0.5 shrink-0 text-light" />
          <div class="min-w-0 flex-1">
            <p class="font-medium">A new version of Spotlight is here</p>
            <p class="mt-0.5 text-sm text-muted">
              It takes a reload of every open page. Transfers go on from where they were.
            </p>
            <Button class="mt-3" onClick={() => waiting().take()}>
              Reload
            </Button>
          </div>
        </aside>
      )}
    </Show>
  );
}
