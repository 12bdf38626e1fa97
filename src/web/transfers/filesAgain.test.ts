import { expect, test } from 'vitest';
import type { PickedFile } from './files/pickFiles.ts';
import { areOfFolder, matchChosen } from './filesAgain.ts';

const file = (name: string, size: number, lastModified = 0): PickedFile => ({
  ...{ path: '', handle: null },
  file: new File([new Uint8Array(size)], name, { lastModified }),
});
const offered = [
  { name: 'a.mp4', sizeBytes: 3, lastModifiedMs: 0 },
  { name: 'a.mp4', sizeBytes: 5, lastModifiedMs: 0 },
  { name: 'b.mp4', sizeBytes: 7, lastModifiedMs: 1 },
  { name: 'b.mp4', sizeBytes: 7, lastModifiedMs: 2 },
];
const indices = (wanted: number[], ...chosen: PickedFile[]) =>
  matchChosen(offered, wanted, chosen).map(([index]) => index);

test('files are told apart by name, and by size where names agree', () => {
  expect(indices([0, 1, 2], file('b.mp4', 7), file('a.mp4', 5), file('a.mp4', 3))).toEqual([2, 1, 0]);
});

test('of the same name and size, as in two folders, the date tells', () => {
  expect(indices([2, 3], file('b.mp4', 7, 2), file('b.mp4', 7, 1))).toEqual([3, 2]);
});

test('one that was renamed is known by its size', () => {
  expect(indices([0, 2], file('renamed.mp4', 7))).toEqual([2]);
});

test('when one file is wanted, the one chosen is meant', () => {
  expect(indices([2], file('other.mov', 99))).toEqual([2]);
});

test('of a whole folder that is chosen again only what is wanted is taken, and nothing in its place', () => {
  const folder = ['000.jpg', '001.jpg', '002.jpg'].map((name) => ({
    name,
    path: 'trip',
    sizeBytes: 4,
    lastModifiedMs: 1,
  }));
  const pages = ['a', 'b'].map((path) => ({ name: 'index.html', path, sizeBytes: 9, lastModifiedMs: 1 }));
  const all = [...folder, ...pages];
  const chosen = all.map(({ name, path, sizeBytes }) => ({ ...file(name, sizeBytes, 1), path }));
  for (const wanted of [[2], [0, 2], [4], [1, 3, 4]])
    expect(matchChosen(all, wanted, chosen)).toEqual(wanted.map((index) => [index, chosen[index]]));
  const without = chosen.filter((_, index) => index !== 2);
  expect(matchChosen(all, [2], without)).toEqual([]);
});

test('one that has changed since is still the one that is meant, for the engine to refuse', () => {
  expect(indices([0, 2], file('b.mp4', 8), file('a.mp4', 3))).toEqual([2, 0]);
});

test('what was not asked for is left aside', () => {
  expect(indices([0, 1], file('holiday.jpg', 50))).toEqual([]);
  expect(indices([], file('a.mp4', 3))).toEqual([]);
});

test.each([
  ['one is of a folder', [0, 1], true],
  ['none that is wanted is', [0], false],
  ['nothing is wanted', [], false],
])('a folder may be chosen again where %s', (_, wanted, isSo) => {
  const files = [{}, { path: 'holiday/day 1' }];
  expect(areOfFolder(files, wanted)).toBe(isSo);
});
