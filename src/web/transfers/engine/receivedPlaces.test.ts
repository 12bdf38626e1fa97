import { expect, it } from 'vitest';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { receivedPlaces } from './receivedPlaces.ts';

const sizes = [10, BLOCK_BYTES + 1, 0, BLOCK_BYTES, 5];
const manifest = {
  version: 1,
  files: sizes.map((sizeBytes, n) => ({ name: `${n}`, sizeBytes, type: '', lastModifiedMs: 0 })),
} satisfies Manifest;
const placesOf = (sink: 'packed' | 'opfs') =>
  receivedPlaces(manifest, sink).map(({ name, fromBytes }) => `${name} ${fromBytes}`);

it('puts small files one after another into one, and leaves a file of its own to each larger one', () => {
  expect(placesOf('packed')).toEqual(['small 0', '1 0', 'small 10', 'small 10', `small ${10 + BLOCK_BYTES}`]);
});

it('finds what an earlier version of the app received where that one has put it', () => {
  expect(placesOf('opfs')).toEqual(['0 0', '1 0', '2 0', '3 0', '4 0']);
});
