import { type Accessor, createComputed, createEffect, on } from 'solid-js';

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
