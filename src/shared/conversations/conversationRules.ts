/** Limits that the composer shows and the server enforces. No schema here: the browser's first load stays small. */
export const messageLimits = { length: 4000, pageSize: 50, catchUpSize: 200 };

export type MessageKind = 'text' | 'link' | 'video';

const SOLE_LINK = /^https?:\/\/[^\s<>"'`\\]+$/i;
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
