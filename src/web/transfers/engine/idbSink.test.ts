import { expect, it } from 'vitest';
import { IDB_CHUNK_BYTES, makeIdbSink } from './idbSink.ts';
import type { LedgerDb, StoredChunk } from './ledgerDb.ts';
import { DiskFullError } from './sink.ts';

/** IndexedDB as far as it is used: what is put is there a moment later. */
function fakeDb() {
  const chunks = new Map<string, StoredChunk>();
  const key = (parts: readonly unknown[]) => parts.join('/');
  const storing: ((chunk: StoredChunk) => void)[] = [];
  let refusals = 0;
  const moment = () => new Promise((done) => setTimeout(done, 1));
  const db = {
    async get(_store: string, parts: readonly unknown[]) {
      await moment();
      return chunks.get(key(parts));
    },
    async put(_store: string, chunk: StoredChunk) {
      for (const tell of storing) tell(chunk);
      await moment();
      if (refusals-- > 0) throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
      chunks.set(key([chunk.ledgerId, chunk.file, chunk.chunk]), chunk);
    },
  };
  return {
    db: db as unknown as LedgerDb,
    /** Called as a chunk begins to be stored. */
    onStoring: (tell: (chunk: StoredChunk) => void) => void storing.push(tell),
    refuse: (times: number) => {
      refusals = times;
    },
    bytesOf: async (file: number, chunk = 0) =>
      new Uint8Array((await chunks.get(key(['receiver:x', file, chunk]))?.blob.arrayBuffer()) ?? []),
  };
}

const block = (value: number, length = 16) => new Uint8Array(length).fill(value);

it('loses nothing that comes while what came before is being stored', async () => {
  const { db, bytesOf, onStoring } = fakeDb();
  const sink = makeIdbSink(db, 'receiver:x', () => 64);
  const late: Promise<void>[] = [];
  onStoring(({ file }) => file === 1 && late.length === 0 && late.push(sink.write(1, 16, block(3))));
  await sink.write(0, 0, block(1, 64));
  await sink.write(1, 0, block(2));
  await sink.finish(0);
  await sink.flush();
  expect(await Promise.all(late)).toHaveLength(1);
  await sink.flush();
  expect(await bytesOf(0)).toEqual(block(1, 64));
  expect([...(await bytesOf(1))].filter((_, n) => n % 16 === 0)).toEqual([2, 3, 0, 0]);
});

it('keeps what it lets go of to make room, and goes on with it', async () => {
  const { db, bytesOf } = fakeDb();
  const sink = makeIdbSink(db, 'receiver:x', () => 20 * IDB_CHUNK_BYTES);
  const writes = Array.from({ length: 12 }, (_, n) => sink.write(0, (n % 6) * IDB_CHUNK_BYTES + n * 16, block(n + 1)));
  await Promise.all(writes);
  await sink.flush();
  for (let n = 0; n < 12; n++) expect((await bytesOf(0, n % 6))[n * 16]).toBe(n + 1);
});

it('tells of a full disk, and stores later what was not taken', async () => {
  const { db, bytesOf, refuse } = fakeDb();
  const sink = makeIdbSink(db, 'receiver:x', () => 16);
  await sink.write(0, 0, block(7));
  refuse(1);
  await expect(sink.flush()).rejects.toThrow(DiskFullError);
  await sink.flush();
  expect(await bytesOf(0)).toEqual(block(7));
});
