/** Puts the focus onto what is no control, such as a heading, where there is nothing better; the page stays where it is. */
export function focusHere(element: HTMLElement | undefined): void {
  if (!element) return;
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
