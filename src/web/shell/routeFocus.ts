import { useBeforeLeave, useLocation } from '@solidjs/router';
import { createEffect, createMemo, on, onCleanup, onMount } from 'solid-js';

/** A lazy page may take a while on a bad network; after this the focus stays where the person put it. */
const waitMs = 8_000;

/** The page that the browser itself opened is read out by itself; those after it are not. */
let hasShownPage = false;

function isArrival(): boolean {
  const isLater = hasShownPage;
  hasShownPage = true;
  return isLater;
}

/**
 * In the frame: after navigation the focus goes to the new page's h1, so screen readers read it and the keyboard starts
 * there. When only a part of the page changed (tabs, a sheet), its heading stays and so does the focus.
 */
export function createRouteFocus(main: () => HTMLElement | undefined): void {
  const location = useLocation();
  let before = new Set<Element>();
  // Taken before leaving: a page that is loaded already has replaced the old heading when the effect below runs.
  useBeforeLeave(() => {
    before = new Set(main()?.querySelectorAll('h1'));
  });
  const watch = () => {
    const root = main();
    if (root) onCleanup(makeHeadingWatch(root, before));
  };
  // Coming from a page without the frame (log in), the frame itself is what arrived.
  onMount(() => isArrival() && watch());
  createEffect(on(() => location.pathname, watch, { defer: true }));
}

/** On a page without the frame: the same for its one h1. */
export function createArrivalFocus(heading: () => HTMLElement | undefined): void {
  onMount(() => {
    const element = heading();
    // A field that the page itself put the focus into has the better claim.
    if (isArrival() && element && document.activeElement === document.body) focusHeading(element);
  });
}

/**
 * On a page whose steps take each other's place, with what was focused in them: the focus goes to the next one's h1. The first
 * is what the browser itself opened, and reads out by itself.
 */
export function createStepFocus(main: () => HTMLElement | undefined, step: () => unknown): void {
  const focusNext = makeNextFocus(main);
  let isLater = false;
  const goOn = () => {
    if (isLater) focusNext();
    isLater = true;
  };
  createEffect(on(createMemo(step), goOn, { defer: true }));
}

/** The same on a page in the frame of which one view takes another's place; undefined while there is none yet. */
export function createViewFocus(view: () => unknown): void {
  const focusNext = makeNextFocus(() => document.getElementById('main') ?? undefined);
  createEffect(on(createMemo(view), (_now, before) => before !== undefined && focusNext()));
}

/** Gives the focus that went with what was replaced to the h1 that is there now, or comes soon. */
function makeNextFocus(main: () => HTMLElement | undefined): () => void {
  let given: HTMLElement | undefined;
  return () => {
    const root = main();
    if (!root) return;
    const tryFocus = () => {
      const heading = root.querySelector('h1');
      if (!heading || heading === given || document.activeElement !== document.body) return;
      given = heading;
      focusHeading(heading);
    };
    const observer = new MutationObserver(tryFocus);
    const timer = setTimeout(() => observer.disconnect(), waitMs);
    observer.observe(root, { childList: true, subtree: true });
    tryFocus();
    onCleanup(() => {
      observer.disconnect();
      clearTimeout(timer);
    });
  };
}

function makeHeadingWatch(root: HTMLElement, before: ReadonlySet<Element>): () => void {
  let given: HTMLElement | undefined;
  const tryFocus = () => {
    // Beside a list there are two headings, and on phones one of them is hidden: the new one in sight is meant.
    const heading = [...root.querySelectorAll('h1')].find((each) => !before.has(each) && each.checkVisibility());
    if (!heading || heading === given) return;
    // A heading that was there while the page loaded is replaced by the page's own: the focus follows, unless the
    // person has moved it.
    if (given && document.activeElement !== document.body) return stop();
    given = heading;
    focusHeading(heading);
  };
  const observer = new MutationObserver(tryFocus);
  const timer = setTimeout(() => stop(), waitMs);
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
  observer.observe(root, { childList: true, subtree: true });
  tryFocus();
  return stop;
}

function focusHeading(heading: HTMLElement): void {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
