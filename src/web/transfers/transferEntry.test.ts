import { expect, test } from 'vitest';
import type { Manifest } from '../../shared/transfers/manifest.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { amountOf, arrivedOf, filesOf, othersOf, type TransferEntry } from './transferEntry.ts';

const named = (name: string, sizeBytes: number) => ({ name, sizeBytes, type: 'video/mp4', lastModifiedMs: 0 });
const manifest: Manifest = { version: 1, files: [named('a.mp4', 1), named('b.mp4', 2), named('c.mp4', 4)] };

/** As it is known after the server was asked once more: the same words, told anew. */
function told(chosenFiles: number[], held: Manifest | null = manifest): TransferEntry {
  const transfer = { state: 'accepted', totalBytes: 7, receivedBytes: 0, chosenFiles: [...chosenFiles] };
  return { transfer: transfer as unknown as Transfer, manifest: held, snapshot: null, heldBytes: 0 } as TransferEntry;
}

test.each([[[]], [[0, 2]]])(
  'when the server says the same again, the files are the very same (%j asked for)',
  (asked) => {
    const before = filesOf(told(asked));
    const after = filesOf(told(asked));
    expect(after).toBe(before);
    expect(after[0]).toBe(before[0]);
  },
);

test('when others are asked for, they are others', () => {
  expect(filesOf(told([])).map(({ file }) => file.name)).toEqual(['a.mp4', 'b.mp4', 'c.mp4']);
  expect(filesOf(told([1, 2])).map(({ index }) => index)).toEqual([1, 2]);
  expect(amountOf(told([1, 2])).total).toBe(6);
});

test('while it is sealed no file is known, only how much it is', () => {
  expect(filesOf(told([], null))).toEqual([]);
  expect(amountOf(told([], null)).total).toBe(7);
});

test('of several files each that came whole has arrived; of a single one only all of it', () => {
  const indices = (entry: TransferEntry) => arrivedOf(entry).map(({ index }) => index);
  expect(indices({ ...told([]), wholeHere: [0, 2] })).toEqual([0, 2]);
  expect(indices({ ...told([1]), wholeHere: [1] })).toEqual([]);
  expect(indices({ ...told([1]), wholeHere: [1], isHeld: true })).toEqual([1]);
});

test.each([
  [{}, 'coming'],
  [{ isCancelled: true }, 'stopped'],
  [{ snapshot: { state: 'ended' } }, 'stopped'],
  [{ transfer: { state: 'expired' } }, 'never'],
])('what is to be expected of those that have not come: %j', (how, expected) => {
  expect(othersOf({ ...told([]), ...(how as Partial<TransferEntry>) })).toBe(expected);
});
