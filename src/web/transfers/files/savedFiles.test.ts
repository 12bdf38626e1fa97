import { expect, it } from 'vitest';
import { areSaved, isUnsaved, type SavedFiles, withSaved } from './savedFiles.ts';

const nothing: SavedFiles = { savedAt: {} };

it('what was written where the person wanted it needs no copy here', () => {
  const first = withSaved(nothing, [0], true);
  expect(areSaved([0, 1], first)).toBe(false);
  expect(areSaved([0, 1], withSaved(first, [1], true))).toBe(true);
});

it('what was handed to the browser keeps its copy, though there is nothing left to do for it', () => {
  const handed = withSaved(withSaved(nothing, [0], true), [1], false);
  expect([0, 1].filter((index) => isUnsaved(index, handed))).toEqual([]);
  expect(areSaved([0, 1], handed)).toBe(false);
  expect(areSaved([0, 1], withSaved(handed, [1], true))).toBe(true);
});

it('what is certain once stays so when it is handed over again', () => {
  expect(areSaved([0], withSaved(withSaved(nothing, [0], true), [0], false))).toBe(true);
});
