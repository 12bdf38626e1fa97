import { expect, it } from 'vitest';
import { holdsShareKey } from './shareLinks.ts';

const link = (host: string) => `https://${host}/s/DzuKUpHETee_YAD_ocLj1A#v1.${'k'.repeat(43)}`;

it.each([
  [link('spotlight.example'), true],
  [`Here you are: ${link('spotlight.example')}, have fun`, true],
  [link('Spotlight.Example'), true],
  [link('elsewhere.example'), false],
  [link('spotlight.example').replace(/#.*/, ''), false],
  ['https://spotlight.example/join/abcdef', false],
  ['no link at all', false],
  // What is half written, or no address at all, is for nobody to open.
  [link('['), false],
  [link('a:b:c'), false],
])('%s: %s', (text, expected) => {
  expect(holdsShareKey(text, 'spotlight.example')).toBe(expected);
});
