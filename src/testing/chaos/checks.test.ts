import { describe, expect, it } from 'vitest';
import type { Message } from '../../shared/conversations/conversation.ts';
import { faultsOf } from './checks.ts';

const message = (seq: number, content = `message ${seq}`) => ({ id: `id of ${content}`, seq, content }) as Message;
const thread = [message(1), message(2), message(3)];
const chatter = (acknowledged: Message[], shown: readonly Message[] = thread) => ({
  acknowledged: acknowledged.map((one) => ({ message: one, writtenAtMs: 0, ackedAtMs: 0 })),
  shown: () => shown,
});

describe('what is said of a conversation afterwards', () => {
  it('nothing where all is there once, in order, for everybody', () => {
    expect(faultsOf(thread, [chatter([message(1), message(3)]), chatter([message(2)])])).toEqual([]);
  });

  it.each([
    ['an acknowledged message that is not stored', thread, [chatter([message(4)])], /lost/],
    ['a message that is stored twice', [...thread, message(4, 'message 1')], [], /there twice/],
    ['a number that is missing', [message(1), message(3)], [], /after 1 messages comes number 3/],
    ['what somebody wrote, in another order', thread, [chatter([message(3), message(1)])], /order/],
    ['a thread that ends too early', thread, [chatter([], thread.slice(0, 2))], /ends at 2 of 3/],
    ['a thread with a gap', thread, [chatter([], [message(1), message(3)])], /gap/],
    ['a thread that shows something else', thread, [chatter([], [message(2), message(3, 'other')])], /not stored/],
  ])('%s', (_what, stored, chatters, said) => {
    expect(faultsOf(stored, chatters).join('; ')).toMatch(said);
  });
});
