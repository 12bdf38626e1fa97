import { type Accessor, createComputed, createEffect, on } from 'solid-js';
import { focusHere } from './focusHere.ts';

/**
 * For a place whose rows change or go away: one that is moved in the document loses the focus, so it is given back; one that
 * is gone leaves it to `landing`. `order` is read to hear of a change, before and after it is drawn.
 */
export function keepFocus(
  place: () => HTMLElement | undefined,
  order: Accessor<unknown>,
  landing?: () => HTMLElement | null | undefined,
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
      else focusHere(landing?.());
    }),
  );
}
