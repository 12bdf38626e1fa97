/** Writing, or deciding something else: who would like something is told of, and lays itself over nothing. */
export const isBusy = (): boolean => field() !== null || isDeciding();

/** The same for what was agreed on and is waited for: a field may have kept the focus from what was sent last. */
export const isInTheMiddle = (): boolean => Boolean(field()?.value) || isDeciding();

const field = (): HTMLInputElement | null =>
  document.activeElement?.closest<HTMLInputElement>('textarea, input:not([type=radio], [type=checkbox])') ?? null;

/** A sheet or dialog is open, and not just sinking away. */
const isDeciding = (): boolean =>
  document.querySelector(':is([role="dialog"],[role="alertdialog"]):not([data-closed])') !== null;
