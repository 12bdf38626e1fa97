import { describe, expect, it } from 'vitest';
import { manifestLimits, parseManifest } from './manifest.ts';

const file = { name: 'tango.mp4', sizeBytes: 1000, type: 'video/mp4', lastModifiedMs: 1_700_000_000_000 };
const manifestOf = (...files: object[]) => ({ version: 1, files });

describe('[T2] a manifest', () => {
  it('comes through with what it says', () => {
    const preview = { type: 'image/jpeg', data: 'AAAA', widthPx: 320, heightPx: 180 };
    const whole = manifestOf({ ...file, path: 'day one', preview });
    expect(parseManifest(whole)).toEqual(whole);
  });

  it.each([
    { name: 'nothing', input: undefined },
    { name: 'no file', input: manifestOf() },
    { name: 'too many files', input: manifestOf(...Array(5001).fill(file)) },
    { name: 'a negative size', input: manifestOf({ ...file, sizeBytes: -1 }) },
    { name: 'a size that is no number', input: manifestOf({ ...file, sizeBytes: Number.NaN }) },
    { name: 'half a byte', input: manifestOf({ ...file, sizeBytes: 1.5 }) },
    { name: 'a file larger than any', input: manifestOf({ ...file, sizeBytes: manifestLimits.fileBytes + 1 }) },
    { name: 'too much in all', input: manifestOf(...Array(5).fill({ ...file, sizeBytes: manifestLimits.fileBytes })) },
    { name: 'a preview that is a page', input: manifestOf({ ...file, preview: { type: 'text/html', data: 'AAAA' } }) },
    { name: 'an unknown field', input: manifestOf({ ...file, run: 'me' }) },
    { name: 'another version', input: { version: 2, files: [file] } },
  ])('with $name is refused', ({ input }) => {
    expect(parseManifest(input)).toBeNull();
  });

  it('is cleaned: names, folders and types', () => {
    const hostile = { ...file, name: '../../x\u202e.mp4', path: '../up', type: 'text/html; <script>' };
    expect(parseManifest(manifestOf(hostile))?.files[0]).toEqual({ ...file, name: 'x.mp4', path: 'up', type: '' });
  });

  it('names files apart within a folder, not across folders', () => {
    const parsed = parseManifest(manifestOf(file, file, { ...file, path: 'two' }));
    expect(parsed?.files.map(({ name }) => name)).toEqual(['tango.mp4', 'tango (2).mp4', 'tango.mp4']);
  });

  it('may hold an empty file', () => {
    expect(parseManifest(manifestOf({ ...file, sizeBytes: 0 }))).not.toBeNull();
  });
});
