// Postgres stores neither NUL nor half a character; the other controls are not text either. Tab and newline are.
const UNSTORABLE = /[^\P{Cc}\n\t]|\p{Cs}/gu;

/** What a person wrote, as it is kept: no controls, one kind of newline, no blank edges. */
export function tidyContent(written: string): string {
  return written.replace(/\r\n?/g, '\n').replace(UNSTORABLE, '').trim();
}
