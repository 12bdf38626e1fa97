/**
 * What was just done takes away what has the focus: it goes on here, and the page stays where it is. Where the person has
 * put it elsewhere meanwhile it stays, unless that is in `leaving`, which is about to go.
 */
export function focusHere(element: HTMLElement | null | undefined, leaving?: Element): void {
  const { activeElement } = document;
  const isLost = activeElement === null || activeElement === document.body || leaving?.contains(activeElement);
  if (!element || !isLost) return;
  // A heading takes the focus only where it is told that it may.
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
