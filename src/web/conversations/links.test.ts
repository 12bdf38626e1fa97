import { describe, expect, test } from 'vitest';
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
