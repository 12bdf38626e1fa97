import { expect, test } from 'vitest';
import { sealFitting } from './fittingManifest.ts';

test('what is offered says what kind of file it is, also where the system of its owner did not know', async () => {
  const picked = ['clip.MOV', 'notes'].map((name) => ({ file: new File(['x'], name), path: '', handle: null }));
  const key = crypto.getRandomValues(new Uint8Array(32));
  const { manifest } = await sealFitting(key, 'a transfer', picked, []);
  expect(manifest.files.map(({ name, type }) => [name, type])).toEqual([
    ['clip.MOV', 'video/quicktime'],
    ['notes', ''],
  ]);
});
