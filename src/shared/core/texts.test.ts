import { describe, expect, test } from 'vitest';
import { isSeen, tidyContent } from './texts.ts';

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
    ['\u200b \u2060', ''],
  ])('%j → %j', (written, kept) => expect(tidyContent(written)).toBe(kept));
});

describe('a text of which nothing is seen', () => {
  test.each([
    ['white space', ' \t\n\u00a0\u3000\u2028'],
    ['zero width', '\u200b\u200c\u200d\u2060\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['marks of direction', '\u200e\u200f\u061c\u202e\u2066'],
    ['variation selectors', '\ufe0e\ufe0f\u{e0100}'],
    ['tags without an emoji', '\u{e0067}\u{e007f}'],
    ['fillers of Hangul', '\u115f\u1160\u3164\uffa0'],
    ['a blank of Braille', '\u2800'],
    ['marks of annotation', '\ufff9\ufffa\ufffb'],
  ])('%s', (_name, text) => expect([isSeen(text), tidyContent(text)]).toEqual([false, '']));
});

describe('what is made with the help of such characters is kept whole', () => {
  test.each([
    ['an emoji of several', '\u{1f469}\u200d\u{1f3a4}'],
    ['a heart in colour', '\u2764\ufe0f'],
    ['a flag of tags', '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}'],
    ['Persian', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['a word that may be parted', 'West\u00adcoast'],
    ['an Arabic sign that is formatting by its class, and seen', '\u0600'],
    ['an accent alone', '\u0301'],
  ])('%s', (_name, text) => expect(tidyContent(text)).toBe(text));
});
