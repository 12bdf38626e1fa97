import { expect, it } from 'vitest';
import { diskName } from './diskNames.ts';

it.each([
  ['clip.mp4', 'clip.mp4'],
  ['Größe 1 (2).tar.gz', 'Größe 1 (2).tar.gz'],
  ['👨‍👩‍👧.jpg', '👨👩👧.jpg'],
  ['soft\u00adhyphen\u200c.txt', 'softhyphen.txt'],
  ['flag 🏴\u{e0067}\u{e0062}\u{e007f}.png', 'flag 🏴.png'],
  ['no\u{ffff}character', 'nocharacter'],
  ['~$letter.docx', '$letter.docx'],
  ['backup.txt~', 'backup.txt'],
  [' . ~ name ~ . ', 'name'],
  ['~\u200d~', 'file'],
  ['', 'file'],
  ['c\u200don', '_con'],
  ['~nul.txt', '_nul.txt'],
])('%j is written as %j', (name, written) => {
  expect(diskName(name)).toBe(written);
});

it.each([
  ['a long name', `${'a'.repeat(251)}.mp4`],
  ['a long one of wide characters', `${'界'.repeat(83)}.mp4`],
  ['a long one without an extension', '~'.repeat(3) + 'é~'.repeat(84)],
])('%s leaves room for what comes after it, and keeps its ending', (_, name) => {
  const written = diskName(name);
  expect(Buffer.byteLength(written)).toBeLessThanOrEqual(224);
  expect(Buffer.byteLength(written)).toBeGreaterThan(215);
  expect(written).toMatch(/\.mp4$|é$/);
});
