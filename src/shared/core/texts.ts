// Postgres stores neither NUL nor half a character; the other controls are not text either. Tab and newline are.
const UNSTORABLE = /[^\P{Cc}\n\t]|\p{Cs}/gu;

// All but white space, fillers, joiners, selectors and marks of direction. These stay where something stands beside them:
// emoji and scripts are made of them.
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/u;

/** Whether there is anything to see of a text. */
export const isSeen = (text: string): boolean => SEEN.test(text);

/** What a person wrote, as it is kept: no controls, one kind of newline, no blank edges, and nothing if none of it is seen. */
export function tidyContent(written: string): string {
  const tidy = written.replace(/\r\n?/g, '\n').replace(UNSTORABLE, '').trim();
  return isSeen(tidy) ? tidy : '';
}
