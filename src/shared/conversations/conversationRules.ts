/** Limits that the composer shows and the server enforces. No schema here: the browser's first load stays small. */
export const messageLimits = { length: 4000, pageSize: 50, catchUpSize: 200 };

export type MessageKind = 'text' | 'link' | 'video';

const SOLE_LINK = /^https?:\/\/[^\s<>"'`\\]+$/i;
// Postgres stores neither NUL nor half a character; the other controls are not text either. Tab and newline are.
const UNSTORABLE = /[^\P{Cc}\n\t]|\p{Cs}/gu;

/** What a person wrote, as it is kept: no controls, one kind of newline, no blank edges. */
export function tidyContent(written: string): string {
  return written.replace(/\r\n?/g, '\n').replace(UNSTORABLE, '').trim();
}

/** Why a tidied message cannot be sent; null when it can. */
export function contentProblem(
  content: string,
): 'conversations.message_empty' | 'conversations.message_too_long' | null {
  if (content === '') return 'conversations.message_empty';
  return content.length > messageLimits.length ? 'conversations.message_too_long' : null;
}

/** A message that is nothing but one web address is a link, whatever the client calls it. */
export function kindOf(content: string, asked: MessageKind): MessageKind {
  if (asked === 'video') return 'video';
  return SOLE_LINK.test(content) ? 'link' : 'text';
}
