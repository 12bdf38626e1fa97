import { describe, expect, test } from 'vitest';
import { tidyContent } from './texts.ts';

describe('what a person wrote is kept without what is not text', () => {
  test.each([
    ['  hello \n', 'hello'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['tab\tstays', 'tab\tstays'],
    ['nul\u0000 bell\u0007 delete\u007f', 'nul bell delete'],
    ['half \ud83d a character', 'half  a character'],
    ['a whole one \u{1f57a}', 'a whole one \u{1f57a}'],
    ['\u05e9\u05dc\u05d5\u05dd \u200f', '\u05e9\u05dc\u05d5\u05dd \u200f'],
    [' \n\t ', ''],
  ])('%j → %j', (written, kept) => expect(tidyContent(written)).toBe(kept));
});
