import Plus from 'lucide-solid/icons/square-plus';
import { Show } from 'solid-js';
import { Button } from '../ui/Button.tsx';
import { iconStroke } from '../ui/icon.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { declineInstall, install, installWay } from './install.ts';

/** Offers to keep the app on the home screen, where the browser can; silent everywhere else and once declined. */
export function InstallHint() {
  // A computer has no home screen.
  const isAtHand = () => matchMedia('(pointer: coarse)').matches;
  let hint: HTMLElement | undefined;
  keepFocus(
    () => hint,
    installWay,
    () => document.querySelector<HTMLElement>('#main h1'),
  );
  return (
    <Show when={installWay()}>
      {(way) => (
        <aside ref={hint} aria-label="Install" class="flex items-start gap-3 border-y border-line py-4">
          <Plus size={22} strokeWidth={iconStroke} aria-hidden="true" class="mt-0.5 shrink-0 text-light" />
          <div class="min-w-0 flex-1">
            <p class="font-medium">
              {isAtHand() ? 'Keep Spotlight on your home screen' : 'Keep Spotlight on this computer'}
            </p>
            <p class="mt-0.5 text-sm text-muted">
              {way() === 'prompt'
                ? 'It opens at once, also without a network.'
                : 'Tap the share button of the browser, then Add to Home Screen.'}
            </p>
            <div class="mt-3 flex flex-wrap gap-2">
              <Show when={way() === 'prompt'}>
                <Button onClick={() => void install()}>Install</Button>
              </Show>
              <Button look="bare" onClick={declineInstall}>
                Not now
              </Button>
            </div>
          </div>
        </aside>
      )}
    </Show>
  );
}
