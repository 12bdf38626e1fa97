import { expect, test } from 'vitest';
import { cancelText } from './cancelWords.ts';
import type { TransferEntry } from './transferEntry.ts';

function entry({ isSender = true, fileCount = 3, receivedBytes = 2_000_000, whole = 0, onRecord = 0, runs = true }) {
  const transfer = { isSender, fileCount, chosenFiles: [], state: 'accepted', totalBytes: 4_000_000, receivedBytes };
  const snapshot = runs ? { bytesDone: receivedBytes, isMeasured: onRecord === 0, wholeFiles: whole } : null;
  const wholeHere = Array.from({ length: onRecord }, (_, index) => index);
  return { transfer, manifest: null, snapshot, heldBytes: 0, wholeHere } as unknown as TransferEntry;
}

const pause = 'To stop for a while, pause instead.';
test.each([
  ['nothing came', entry({ receivedBytes: 0 }), 'Nothing has moved yet.'],
  ['one file', entry({ fileCount: 1 }), `2.0 MB have arrived and will be thrown away. ${pause}`],
  ['no file came whole', entry({ isSender: false }), `2.0 MB have arrived and will be thrown away. ${pause}`],
  [
    'some came whole, to who receives',
    entry({ isSender: false, whole: 2 }),
    `2 of 3 files have come whole, and stay here until you save or delete them. What came of the others will be thrown away. ${pause}`,
  ],
  [
    'some came whole before a reload, to who receives',
    entry({ isSender: false, onRecord: 2 }),
    `2 of 3 files have come whole, and stay here until you save or delete them. What came of the others will be thrown away. ${pause}`,
  ],
  [
    'all came whole just now',
    entry({ isSender: false, whole: 3 }),
    `3 of 3 files have come whole, and stay here until you save or delete them. ${pause}`,
  ],
  [
    'to who receives on another device',
    entry({ isSender: false, runs: false }),
    `Files that have come whole stay on the device that receives them. What came of the others will be thrown away. ${pause}`,
  ],
  [
    'some came whole, to who sends',
    entry({ whole: 1 }),
    `1 of 3 files have come whole, and stay with Ben. What came of the others will be thrown away. ${pause}`,
  ],
  [
    'by the relay alone, of which a sender does not hear which are whole',
    entry({}),
    `Files that have come whole stay with Ben. What came of the others will be thrown away. ${pause}`,
  ],
])('before it is called off one is told what becomes of what has come: %s', (_what, known, words) => {
  expect(cancelText(known, 'Ben')).toBe(words);
});
