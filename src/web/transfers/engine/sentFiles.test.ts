import { expect, it } from 'vitest';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { BlockLedger, RecordedFile } from './blockLedger.ts';
import { type Bytes, toBase64 } from './bytes.ts';
import { sha256, type TransferSeals } from './sealing.ts';
import { SentFiles } from './sentFiles.ts';

const SIZE = 3 * BLOCK_BYTES;
const OFFERED_MS = 1000;

const bytesOf = (edited: number[] = []): Bytes[] =>
  [0, 1, 2].map((block) => new Uint8Array(BLOCK_BYTES).fill(edited.includes(block) ? 99 : block));
const fileOf = (lastModified = OFFERED_MS, edited: number[] = []) =>
  new File(bytesOf(edited), 'a.mov', { lastModified });

/** A file of three blocks, of which the first ones were sealed in an earlier life of the page. */
async function filesOf({ sealed = 2, trustedDates = [] as number[], isGivenOut = false } = {}) {
  const hashes = new Uint8Array(3 * 32);
  const recorded = new Bitmap(3);
  for (const [block, bytes] of bytesOf().slice(0, sealed).entries()) {
    hashes.set(await sha256(bytes), block * 32);
    recorded.set(block);
  }
  const record: RecordedFile = { index: 0, blockCount: 3, recorded, hashes, isVerified: false };
  const ledger = {
    files: new Map([[0, record]]),
    hashOf: (_file: number, block: number) => hashes.subarray(block * 32, block * 32 + 32),
    record(_file: number, block: number, hash: Bytes) {
      hashes.set(hash, block * 32);
      recorded.set(block);
    },
  };
  return new SentFiles({
    manifest: {
      version: 1,
      files: [{ name: 'a.mov', sizeBytes: SIZE, type: '', lastModifiedMs: OFFERED_MS }],
    } as never,
    ledger: ledger as unknown as BlockLedger,
    seals: { sealRoot: async (_file: number, root: Bytes) => toBase64(root) } as TransferSeals,
    trustedDates,
    isGivenOut: () => isGivenOut,
  });
}

const refusedOf = async (files: SentFiles, source: File) => {
  await files.provide(0, source);
  return files.get(0)!.refused;
};

it.each([
  ['the file itself', fileOf(), 2, null],
  ['another date', fileOf(2000), 2, 'other_date'],
  ['another date, and edited where it was not sealed', fileOf(2000, [2]), 2, 'other_date'],
  ['another date, and edited where it was sealed', fileOf(2000, [1]), 2, 'file_changed'],
  ['another date, all of it sealed', fileOf(2000), 3, null],
  ['another size', new File(['x'], 'a.mov', { lastModified: OFFERED_MS }), 2, 'file_changed'],
])('[T19] refuses what may be another file: %s', async (_what, source, sealed, refused) => {
  expect(await refusedOf(await filesOf({ sealed }), source)).toBe(refused);
});

it('[T19] whose date was said to mean nothing is not asked about, but looked into', async () => {
  const files = await filesOf({ trustedDates: [2000] });
  expect(await refusedOf(files, fileOf(2000, [1]))).toBe('file_changed');
  expect(await refusedOf(files, fileOf(3000))).toBe('other_date');
  expect(await refusedOf(files, fileOf(2000))).toBeNull();
});

it('[T19] while another is looked into, the one before can no longer be said to be the one', async () => {
  const files = await filesOf();
  await files.provide(0, fileOf(2000, [2]));
  const looking = files.provide(0, fileOf(3000));
  expect(files.trustDoubted()).toEqual([]);
  await looking;
  expect(files.trustDoubted().map(({ source }) => source?.lastModified)).toEqual([3000]);
});

it.each([
  ['NotFoundError', 'file_vanished'],
  ['NotReadableError', 'file_changed'],
])('says of a file that is looked into what has become of it: %s', async (name, refused) => {
  const source = fileOf();
  source.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', name)) }) as Blob;
  expect(await refusedOf(await filesOf(), source)).toBe(refused);
});

it.each([
  { sealed: 3, isGivenOut: true, isNeeded: false },
  { sealed: 3, isGivenOut: false, isNeeded: true },
  { sealed: 2, isGivenOut: true, isNeeded: true },
])('asks for no file of which only the root is left to be told: %o', async ({ isNeeded, ...how }) => {
  const files = await filesOf(how);
  expect(files.needed()).toEqual(isNeeded ? [{ index: 0, refused: null }] : []);
  expect(files.isStuck).toBe(isNeeded);
});

it('[P8] makes the root of a file that is gone from its hashes, where there are all of them', async () => {
  const whole = await filesOf({ sealed: 3 });
  const atHand = await filesOf();
  await atHand.provide(0, fileOf());
  expect(await whole.sealedRootOf(whole.get(0)!)).toBe(await atHand.sealedRootOf(atHand.get(0)!));
  const lacking = await filesOf();
  await expect(lacking.sealedRootOf(lacking.get(0)!)).rejects.toThrow('file_vanished');
});
