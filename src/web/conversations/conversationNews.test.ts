import { expect, test } from 'vitest';
import type { ConversationSummary, Message } from '../../shared/conversations/conversation.ts';
import type { AccountId, ConversationId } from '../../shared/core/ids.ts';
import { unreadTotal, withMessage, withRead } from './conversationNews.ts';

const me = 'me' as AccountId;
const chat = (id: string, lastSeq: number, lastReadSeq: number) =>
  ({ id, lastSeq, lastReadSeq }) as ConversationSummary;
const message = (conversationId: string, seq: number, author = 'other') =>
  ({ conversationId, seq, author: { id: author }, createdAt: 'now' }) as Message;
const list = [chat('a', 3, 3), chat('b', 5, 4)];
const ids = (of: readonly ConversationSummary[]) => of.map(({ id }) => id);

test('a message brings its conversation to the top and is unread', () => {
  const after = withMessage(list, message('b', 6), me);
  expect(ids(after)).toEqual(['b', 'a']);
  expect(after[0]).toMatchObject({ lastSeq: 6, lastReadSeq: 4, activeAt: 'now' });
  expect(unreadTotal(after)).toBe(2);
});

test("one's own message is read, unless something before it is not", () => {
  expect(withMessage(list, message('a', 4, 'me'), me)[0]).toMatchObject({ lastSeq: 4, lastReadSeq: 4 });
  expect(withMessage(list, message('b', 6, 'me'), me)[0]).toMatchObject({ lastSeq: 6, lastReadSeq: 4 });
});

test('a message that comes late or again changes nothing', () => {
  expect(withMessage(list, message('a', 3), me)).toBe(list);
  expect(withMessage(list, message('unknown', 1), me)).toBe(list);
});

test('a read pointer never goes back', () => {
  expect(unreadTotal(withRead(list, 'b' as ConversationId, 5))).toBe(0);
  expect(withRead(list, 'b' as ConversationId, 2)).toBe(list);
});
