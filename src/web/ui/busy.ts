/** In the middle of writing or of deciding something: what comes up now is told, and lays itself over nothing. */
export const isBusy = (): boolean => isWriting() || isDeciding();

/** A field that is empty may have kept the focus from what was sent last. */
function isWriting(): boolean {
  const field = document.activeElement?.closest<HTMLInputElement>('textarea, input:not([type=radio], [type=checkbox])');
  return Boolean(field?.value);
}

/** A sheet or dialog is open, and not just sinking away. */
const isDeciding = (): boolean =>
  document.querySelector(':is([role="dialog"],[role="alertdialog"]):not([data-closed])') !== null;
