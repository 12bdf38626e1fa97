import { type Accessor, createComputed, createEffect, on, onCleanup } from 'solid-js';

/**
 * For a list whose rows change places: a row that is moved in the document loses the focus, so it is given back. `order`
 * is read to hear of a change, before and after it is drawn.
 */
export function keepFocus(list: () => HTMLElement | undefined, order: Accessor<unknown>): void {
  let focused: HTMLElement | null = null;
  createComputed(
    on(order, () => {
      const active = document.activeElement;
      focused = active instanceof HTMLElement && list()?.contains(active) ? active : null;
    }),
  );
  createEffect(
    on(order, () => {
      if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
    }),
  );
}

/**
 * For a part of a page whose buttons come and go: one that does its work and goes away takes the focus with it, and no
 * browser event says so. The part itself takes it then; it needs a `tabindex` of -1.
 */
export function catchFocus(part: HTMLElement): void {
  let held: Element | null = null;
  part.addEventListener('focusin', ({ target }) => {
    held = target as Element;
  });
  part.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget) held = null;
  });
  const observer = new MutationObserver(() => {
    if (!held || held.isConnected) return;
    held = null;
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) part.focus({ preventScroll: true });
  });
  observer.observe(part, { childList: true, subtree: true });
  onCleanup(() => observer.disconnect());
}
