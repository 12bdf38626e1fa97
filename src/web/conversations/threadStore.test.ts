import { describe, expect, test } from 'vitest';
import type { Message } from '../../shared/conversations/conversation.ts';
import {
  emptyThread,
  firstQuestion,
  hasOlder,
  merge,
  mergeAnswer,
  missing,
  type Question,
  recent,
  solidThrough,
  type Thread,
} from './threadStore.ts';

const message = (seq: number): Message => ({ seq, content: `m${seq}` }) as Message;
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const thread = (seqs: number[], lastSeq = seqs.at(-1) ?? 0): Thread => ({ messages: seqs.map(message), lastSeq });
const seqs = ({ messages }: Thread) => messages.map(({ seq }) => seq);

describe('merging', () => {
  const table: [name: string, held: number[], incoming: number[], expected: number[]][] = [
    ['the next one', [1, 2], [3], [1, 2, 3]],
    ['one that is held', [1, 2], [2], [1, 2]],
    ['one that comes twice at once', [1], [2, 2], [1, 2]],
    ['one from beyond a gap', [1, 2], [5], [1, 2, 5]],
    ['what fills the gap', [1, 2, 5], [3, 4, 5], [1, 2, 3, 4, 5]],
    ['an older page', [51, 52], [49, 50], [49, 50, 51, 52]],
    ['announcements in any order', [1], [4, 2, 3], [1, 2, 3, 4]],
    ['the first ever', [], [1], [1]],
    ['nothing', [1], [], [1]],
  ];
  test.each(table)('%s', (_name, held, incoming, expected) => {
    expect(seqs(merge(thread(held), incoming.map(message)))).toEqual(expected);
  });

  test('nothing new hands back the same thread', () => {
    const held = thread([1, 2]);
    expect(merge(held, [message(1)], 2)).toBe(held);
  });

  test('every order of arrival ends in the same thread', () => {
    const orders = permutations([1, 2, 3, 4, 5]);
    for (const order of orders) {
      const result = order.reduce((held, seq) => merge(held, [message(seq)]), emptyThread);
      expect(seqs(result)).toEqual([1, 2, 3, 4, 5]);
    }
  });
});

describe('what is missing', () => {
  const table: [name: string, held: Thread, solid: number, missing: Question | null, first: Question][] = [
    ['nothing held, nothing known', emptyThread, 0, null, 'newest'],
    ['nothing held, some known', thread([], 7), 0, 'newest', 'newest'],
    ['a whole thread', thread([1, 2, 3]), 3, null, { afterSeq: 3 }],
    ['a page from the middle', thread([51, 52]), 52, null, { afterSeq: 52 }],
    ['one gap', thread([1, 2, 5]), 2, { afterSeq: 2 }, { afterSeq: 2 }],
    ['two gaps', thread([1, 3, 5]), 1, { afterSeq: 1 }, { afterSeq: 1 }],
    ['known to go on', thread([1, 2], 9), 2, { afterSeq: 2 }, { afterSeq: 2 }],
    ['far behind', thread([1, 2], 1000), 2, 'newest', { afterSeq: 2 }],
  ];
  test.each(table)('%s', (_name, held, solid, expected, first) => {
    expect(solidThrough(held)).toBe(solid);
    expect(missing(held)).toEqual(expected);
    expect(firstQuestion(held)).toEqual(first);
  });
});

test('a newest page beyond a wide gap replaces what is before it, and keeps what is after it', () => {
  const held = thread([1, 2, 1001]);
  const caughtUp = mergeAnswer(held, 'newest', { messages: run(951, 1000), lastSeq: 1001 });
  expect(seqs(caughtUp)).toEqual(run(951, 1001).map(({ seq }) => seq));
  expect(missing(caughtUp)).toBeNull();
  expect(hasOlder(caughtUp)).toBe(true);
});

test('a newest page that meets what is held is added to it', () => {
  const answer = mergeAnswer(thread([1, 2, 3]), 'newest', { messages: run(3, 5), lastSeq: 5 });
  expect(seqs(answer)).toEqual([1, 2, 3, 4, 5]);
});

test('what is kept for offline is the newest run without a gap', () => {
  expect(recent(thread([1, 2, 3, 6]), 2)).toEqual(thread([2, 3]));
});

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
