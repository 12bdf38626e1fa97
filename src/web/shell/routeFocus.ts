import { useLocation } from '@solidjs/router';
import { createEffect, on, onCleanup } from 'solid-js';

/** A lazy page may take a while on a bad network; after this the focus stays where the person put it. */
const waitMs = 8_000;

/**
 * After navigation the focus goes to the new page's h1: screen readers read it, the keyboard starts there.
 * When only a part of the page changed (tabs, a sheet), its heading stays and so does the focus.
 */
export function createRouteFocus(main: () => HTMLElement | undefined): void {
  const location = useLocation();
  createEffect(
    on(
      () => location.pathname,
      () => {
        const root = main();
        if (!root) return;
        const before = root.querySelector('h1');
        const watch = makeHeadingWatch(root, before);
        onCleanup(watch);
      },
      { defer: true },
    ),
  );
}

function makeHeadingWatch(root: HTMLElement, before: Element | null): () => void {
  const tryFocus = () => {
    const heading = root.querySelector<HTMLElement>('h1');
    if (!heading || (heading === before && before.isConnected)) return;
    stop();
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(tryFocus);
  const timer = setTimeout(() => stop(), waitMs);
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
  observer.observe(root, { childList: true, subtree: true });
  return stop;
}
