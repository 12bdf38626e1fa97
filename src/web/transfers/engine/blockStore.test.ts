import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import type { BlockLedger, RecordedFile } from './blockLedger.ts';
import { BlockStore } from './blockStore.ts';
import type { Bytes } from './bytes.ts';
import { sha256 } from './sealing.ts';
import type { BlockSink } from './sink.ts';

const FILES = 300;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A ledger in memory that counts its transactions. */
function fakeLedger() {
  const blank = (index: number): RecordedFile => ({
    ...{ index, blockCount: 1, recorded: new Bitmap(1), hashes: new Uint8Array(32), isVerified: false },
  });
  const files = new Map(Array.from({ length: FILES }, (_, index) => [index, blank(index)]));
  const ledger = {
    files,
    save: vi.fn(async () => {}),
    markVerified: vi.fn(async (indices: readonly number[]) => {
      for (const index of indices) files.get(index)!.isVerified = true;
    }),
    record(file: number, block: number, hash: Uint8Array) {
      files.get(file)!.hashes.set(hash);
      files.get(file)!.recorded.set(block);
    },
    get isAllVerified() {
      return [...files.values()].every(({ isVerified }) => isVerified);
    },
  };
  return ledger as typeof ledger & BlockLedger;
}

function fakeSink() {
  const nothing = async () => {};
  return { prepare: async () => 0, write: nothing, flush: vi.fn(nothing), finish: nothing, close: nothing };
}

async function openStore(onError = (error: unknown): void => expect.fail(String(error))) {
  const ledger = fakeLedger();
  const sink = fakeSink();
  const seen = { durable: [] as number[], verified: [] as number[][], lost: [] as number[], wrong: 0 };
  const store = await BlockStore.open(ledger, sink satisfies BlockSink, () => 1, {
    onDurable: (runs) => seen.durable.push(...runs.map(([file]) => file)),
    onLost: (blocks) => seen.lost.push(...blocks.map(({ file }) => file)),
    onVerified: (files) => seen.verified.push(files),
    onRootWrong: () => void seen.wrong++,
    onError,
  });
  return { store, ledger, sink, seen };
}

const hash: Bytes = new Uint8Array(32).fill(7);
const write = (store: BlockStore, file: number) => store.write(file, 0, { plain: new Uint8Array(1), hash });

it('[T11] flushes and records many small files together, and verifies them together', async () => {
  const { store, ledger, sink, seen } = await openStore();
  const root = await sha256(hash);
  for (let file = 0; file < FILES - 1; file++) {
    await write(store, file);
    store.expectRoots([[file, root]]);
  }
  expect(sink.flush).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  await vi.waitFor(() => expect(seen.verified.flat()).toHaveLength(FILES - 1));
  expect(seen.durable).toHaveLength(FILES - 1);
  const counts = [sink.flush, ledger.save, ledger.markVerified].map(({ mock }) => mock.calls.length);
  expect(counts).toEqual([1, 1, 1]);
});

it('[T14] waits for nothing once all is written', async () => {
  const { store, seen } = await openStore();
  const root = await sha256(hash);
  for (let file = 0; file < FILES; file++) await write(store, file);
  store.expectRoots(Array.from({ length: FILES }, (_, file) => [file, root]));
  await vi.waitFor(() => expect(seen.verified.flat()).toHaveLength(FILES));
  expect(store.isAllVerified).toBe(true);
});

it('[T14] refuses a root that is not that of what came', async () => {
  const { store, seen } = await openStore();
  for (let file = 0; file < FILES; file++) await write(store, file);
  store.expectRoots([[0, new Uint8Array(32)]]);
  await vi.waitFor(() => expect(seen.wrong).toBe(1));
  expect(seen.verified).toEqual([]);
});

it('[T11] says that nothing is durable while it is not on record, and tells of all once it is', async () => {
  const errors: unknown[] = [];
  const { store, ledger, seen } = await openStore((error) => errors.push(error));
  ledger.save.mockRejectedValueOnce(new Error('no room'));
  await write(store, 0);
  expect(await store.flush()).toBe(false);
  expect([errors.length, seen.durable, seen.lost]).toEqual([1, [], []]);
  await write(store, 1);
  expect(await store.flush()).toBe(true);
  expect(seen.durable).toEqual([0, 1]);
});

it('[T11] tells of what the disk did not take after all, which counts as not written', async () => {
  const errors: unknown[] = [];
  const { store, sink, seen } = await openStore((error) => errors.push(error));
  sink.flush.mockRejectedValueOnce(new Error('no room'));
  await write(store, 5);
  expect(await store.flush()).toBe(false);
  expect([errors.length, seen.durable, seen.lost, store.hasWritten(5, 0)]).toEqual([1, [], [5], false]);
});

it('[T14] compares again what could not be entered as verified', async () => {
  const { store, ledger, seen } = await openStore(() => {});
  ledger.markVerified.mockRejectedValueOnce(new Error('no room'));
  for (let file = 0; file < FILES; file++) await write(store, file);
  const root = await sha256(hash);
  store.expectRoots(Array.from({ length: FILES }, (_, file) => [file, root]));
  await vi.waitFor(() => expect(ledger.markVerified).toHaveBeenCalledOnce());
  expect(seen.verified).toEqual([]);
  await store.flush();
  expect(seen.verified.flat()).toHaveLength(FILES);
});
