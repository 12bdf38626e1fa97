import { onCleanup } from 'solid-js';

/** Where the focus goes when a dialog closes: back to what opened it, else to the page, never to nowhere. */
export function makeFocusReturn() {
  let opener: Element | null = null;
  return {
    remember: (): void => {
      opener = document.activeElement;
    },
    giveBack: (event: Event): void => {
      event.preventDefault();
      const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
      const target = isThere ? (opener as HTMLElement) : document.querySelector('main');
      if (target && target.tabIndex < 0) target.tabIndex = -1;
      target?.focus({ preventScroll: true });
    },
  };
}

/**
 * A button that does its work and goes away takes the focus with it, and no browser event says so: Escape and Tab would
 * then act on the page behind. The dialog itself takes the focus instead.
 */
export function keepFocusInside(dialog: HTMLElement): void {
  const observer = new MutationObserver(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) dialog.focus({ preventScroll: true });
  });
  observer.observe(dialog, { childList: true, subtree: true });
  onCleanup(() => observer.disconnect());
}
