import { createEffect, onCleanup } from 'solid-js';

const appName = 'Spotlight';

/** Names the page in the browser's tab and history while its owner is on screen. */
export function createTitle(title: () => string | undefined): void {
  createEffect(() => {
    const name = title();
    document.title = name ? `${name} · ${appName}` : appName;
  });
  onCleanup(() => {
    document.title = appName;
  });
}
