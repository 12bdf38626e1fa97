import { type Accessor, createComputed, createEffect, on, onCleanup } from 'solid-js';
import { focusHere } from './focusHere.ts';

/**
 * For a place whose rows change or go away: one that is moved in the document loses the focus, so it is given back; one that
 * is gone leaves it to `landing`. `order` is read to hear of a change, before and after it is drawn.
 */
export function keepFocus(
  place: () => HTMLElement | undefined,
  order: Accessor<unknown>,
  landing?: (gone: HTMLElement) => HTMLElement | null | undefined,
): void {
  let focused: HTMLElement | null = null;
  createComputed(
    on(order, () => {
      const active = document.activeElement;
      focused = active instanceof HTMLElement && place()?.contains(active) ? active : null;
    }),
  );
  createEffect(
    on(order, () => {
      if (!focused || document.activeElement === focused) return;
      if (focused.isConnected) focused.focus({ preventScroll: true });
      else focusHere(landing?.(focused));
    }),
  );
}

/**
 * For a part of a page whose buttons come and go: one that does its work and goes away takes the focus with it, and no
 * browser event says so. The part itself takes it then, or what is named in it.
 */
export function catchFocus(part: HTMLElement, landing = part): void {
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
    focusHere(landing);
  });
  observer.observe(part, { childList: true, subtree: true });
  onCleanup(() => observer.disconnect());
}
