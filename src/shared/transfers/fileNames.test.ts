import { describe, expect, it } from 'vitest';
import { cleanFolders, cleanName, makeDistinct } from './fileNames.ts';

describe('[T2] a file name from a stranger', () => {
  it.each([
    { raw: 'tango.mp4', clean: 'tango.mp4' },
    { raw: '../../etc/passwd', clean: 'passwd' },
    { raw: '..\\..\\boot.ini', clean: 'boot.ini' },
    { raw: '..', clean: 'file' },
    { raw: '', clean: 'file' },
    { raw: '   ', clean: 'file' },
    { raw: '/', clean: 'file' },
    { raw: '.bashrc', clean: 'bashrc' },
    { raw: 'trailing. . ', clean: 'trailing' },
    { raw: ' . a . b. mp4 . ', clean: 'a . b. mp4' },
    { raw: `x${' .'.repeat(1990)}.mp4.`, clean: 'x.mp4' },
    { raw: 'a\u0000b\nc\u007f.mp4', clean: 'abc.mp4' },
    { raw: 'holiday\u202egpj.exe', clean: 'holidaygpj.exe' },
    { raw: '\u2066x\u2069\u200b.mp4', clean: 'x.mp4' },
    { raw: 'what?: <a> "b" | c*.mp4', clean: 'what__ _a_ _b_ _ c_.mp4' },
    { raw: 'CON', clean: '_CON' },
    { raw: 'nul.mp4', clean: '_nul.mp4' },
    { raw: 'com1.tar.gz', clean: '_com1.tar.gz' },
    { raw: 'console.mp4', clean: 'console.mp4' },
    { raw: '👩🏽‍🎤 finale 🎉.mp4', clean: '👩🏽‍🎤 finale 🎉.mp4' },
    { raw: 'cafe\u0301.mp4', clean: 'café.mp4' },
    { raw: 'half\ud83d.mp4', clean: 'half\ufffd.mp4' },
  ])('$raw becomes $clean', ({ raw, clean }) => {
    expect(cleanName(raw)).toBe(clean);
  });

  it('of 300 characters is cut to what disks take and keeps its extension', () => {
    const clean = cleanName(`${'x'.repeat(300)}.mp4`);
    expect(clean).toBe(`${'x'.repeat(251)}.mp4`);
  });

  it('is cut between characters, not inside one', () => {
    const clean = cleanName(`${'👩🏽‍🎤'.repeat(40)}.mp4`);
    expect(new TextEncoder().encode(clean).length).toBeLessThanOrEqual(255);
    expect(clean).toBe(`${'👩🏽‍🎤'.repeat(16)}.mp4`);
  });

  it('of a million characters does no harm', () => {
    expect(cleanName('a/'.repeat(500_000)).length).toBeLessThanOrEqual(255);
  });
});

describe('folders', () => {
  it.each([
    { raw: 'day one/morning', clean: ['day one', 'morning'] },
    { raw: '../../etc', clean: ['etc'] },
    { raw: 'C:\\videos', clean: ['C_', 'videos'] },
    { raw: '/./ /..', clean: [] },
  ])('$raw becomes $clean', ({ raw, clean }) => {
    expect(cleanFolders(raw)).toEqual(clean);
  });
});

describe('names that are the same', () => {
  it('are told apart, also when only case differs', () => {
    expect(makeDistinct(['a.mp4', 'A.mp4', 'b', 'a.mp4', 'a (2).mp4', 'b'])).toEqual([
      'a.mp4',
      'A (2).mp4',
      'b',
      'a (3).mp4',
      'a (2) (2).mp4',
      'b (2)',
    ]);
  });

  it('may be thousands', () => {
    expect(makeDistinct(Array(5000).fill('a.mp4')).at(-1)).toBe('a (5000).mp4');
  });

  it('stay within the length that disks take', () => {
    const long = `${'x'.repeat(251)}.mp4`;
    expect(makeDistinct([long, long])[1]).toBe(`${'x'.repeat(247)} (2).mp4`);
  });
});
