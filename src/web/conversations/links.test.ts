import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageLimits } from '../../shared/conversations/conversationRules.ts';
import { fuzzing } from '../../testing/fuzz.ts';
import { piecesOf } from './links.ts';

const shown = (content: string) => piecesOf(content).map(({ text, href }) => (href ? `[${text}](${href})` : text));

describe('a message in pieces', () => {
  test.each([
    ['just words', ['just words']],
    ['https://a.example', ['[https://a.example](https://a.example/)']],
    ['see https://a.example/x?y=1#z.', ['see ', '[https://a.example/x?y=1#z](https://a.example/x?y=1#z)', '.']],
    ['(https://a.example/b)', ['(', '[https://a.example/b](https://a.example/b)', ')']],
    ['https://a.example/b_(c)', ['[https://a.example/b_(c)](https://a.example/b_(c))']],
    [
      'http://a.example\nhttps://b.example!',
      ['[http://a.example](http://a.example/)', '\n', '[https://b.example](https://b.example/)', '!'],
    ],
    ['javascript:alert(1)', ['javascript:alert(1)']],
    ['data:text/html,<script>1</script>', ['data:text/html,<script>1</script>']],
    ['https://', ['https://']],
    ['https://a.example"onmouseover="x', ['[https://a.example](https://a.example/)', '"onmouseover="x']],
    ['', []],
  ])('%j', (content, expected) => expect(shown(content)).toEqual(expected));

  test('nothing is lost or added', () => {
    const content = 'a https://x.example/(b). c http://y.example, d';
    expect(
      piecesOf(content)
        .map(({ text }) => text)
        .join(''),
    ).toBe(content);
  });
});

/** What is cut off an address, said step by step: fit for short ones. */
function cutSlowly(address: string): string {
  const last = address.at(-1) ?? '';
  const opening = { ')': '(', ']': '[', '}': '{' }[last];
  const isUnopened = opening && address.split(last).length > address.split(opening).length;
  return isUnopened || /[.,;:!?…»”’]/.test(last) ? cutSlowly(address.slice(0, -1)) : address;
}

test('what ends an address is cut off as it would be one by one', () => {
  const ends = fc.string({ unit: fc.constantFrom(...'.,;:!?…»”’()[]{}a/'), maxLength: 30 });
  fc.assert(
    fc.property(ends, (end) => {
      const address = `https://a.example/${end}`;
      expect(piecesOf(address)[0]).toMatchObject({ text: cutSlowly(address) });
    }),
    fuzzing(2000),
  );
});

describe('the longest message that looks most like an address is in pieces at once', () => {
  const room = messageLimits.length - 'https://a'.length;
  const filledWith = (unit: string) => unit.repeat(Math.floor(room / unit.length));
  const third = Math.floor(room / 3);
  test.each([
    ['points, then brackets', '.'.repeat(2 * third) + ')'.repeat(third)],
    ['brackets alone', filledWith(')')],
    ['points alone', filledWith('.')],
    ['brackets and points by turns', filledWith('.)')],
    ['all that ends a sentence', filledWith('.,;:!?…»”’)]}')],
  ])('%s', (_name, end) => {
    // So many as a thread shows.
    for (let n = 0; n < messageLimits.pageSize; n++)
      expect(shown(`https://a${end}`)).toEqual(['[https://a](https://a/)', end]);
  });
  test('brackets that were opened', () => {
    const address = `https://a/${'('.repeat(1900)}${')'.repeat(1900)}`;
    expect(piecesOf(`${address}).`).map(({ text }) => text)).toEqual([address, ').']);
  });
});
