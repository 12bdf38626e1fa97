import { expect, it } from 'vitest';
import { kindOf, playsAs, typeOf } from './fileKind.ts';

it.each([
  [{ type: 'video/mp4', name: 'a.mp4' }, 'video/mp4', 'video'],
  [{ type: 'video/mp4', name: 'a.txt' }, 'video/mp4', 'video'],
  [{ type: '', name: 'IMG_0001.MOV' }, 'video/quicktime', 'video'],
  [{ type: 'application/octet-stream', name: 'a.b.mkv' }, 'video/x-matroska', 'video'],
  [{ type: 'image/png', name: 'x' }, 'image/png', 'image'],
  [{ type: '', name: 'a.HEIC' }, 'image/heic', 'image'],
  [{ type: 'audio/mpeg', name: 'a' }, 'audio/mpeg', 'audio'],
  [{ type: '', name: 'last song.m4a' }, 'audio/mp4', 'audio'],
  [{ type: 'application/octet-stream', name: 'a.opus' }, 'audio/ogg', 'audio'],
  [{ type: 'image/svg+xml', name: 'a.png' }, 'image/svg+xml', null],
  [{ type: '', name: 'a.svg' }, '', null],
  [{ type: 'text/plain', name: 'fake.mp4' }, 'text/plain', null],
  [{ type: 'videos', name: 'a' }, 'videos', null],
  [{ type: '', name: 'mp4' }, '', null],
  [{ type: '', name: 'notes' }, '', null],
  [{ type: 'application/octet-stream', name: 'a.constructor' }, 'application/octet-stream', null],
])('%o is of type "%s", and %s', (file, type, kind) => {
  expect(typeOf(file)).toBe(type);
  expect(kindOf(file)).toBe(kind);
  expect(playsAs({ ...file, sizeBytes: 1 })).toBe(kind);
});

it('nothing is played of an empty file', () => {
  expect(playsAs({ type: 'video/mp4', name: 'a.mp4', sizeBytes: 0 })).toBeNull();
});
