import type { LedgerDb, LedgerId } from './ledgerDb.ts';
import { type BlockSink, DiskFullError, isQuotaError } from './sink.ts';
import { inTurn } from './sinkInTurn.ts';

/** Without a private file system: blobs of 4 MiB in IndexedDB. It costs several times as much, so it has a ceiling. */
export const IDB_CHUNK_BYTES = 4 * 1024 * 1024;
export const IDB_SINK_LIMIT_BYTES = 1024 ** 3;
/** Blocks come nearly in order; more open chunks than this only come from a peer that jumps about. */
const MOST_OPEN = 4;

interface OpenChunk {
  file: number;
  chunk: number;
  bytes: Uint8Array<ArrayBuffer>;
  isChanged: boolean;
}

export function makeIdbSink(db: LedgerDb, ledgerId: LedgerId, sizeOf: (file: number) => number): BlockSink {
  const open = new Map<string, OpenChunk>();

  async function load(file: number, chunk: number): Promise<OpenChunk> {
    const stored = await db.get('chunks', [ledgerId, file, chunk]);
    const length = Math.min(IDB_CHUNK_BYTES, sizeOf(file) - chunk * IDB_CHUNK_BYTES);
    const bytes = new Uint8Array(length);
    if (stored) bytes.set(new Uint8Array(await stored.blob.arrayBuffer()).subarray(0, length));
    return { file, chunk, bytes, isChanged: false };
  }

  async function store(chunk: OpenChunk): Promise<void> {
    if (!chunk.isChanged) return;
    chunk.isChanged = false;
    try {
      await db.put('chunks', { ledgerId, file: chunk.file, chunk: chunk.chunk, blob: new Blob([chunk.bytes]) });
    } catch (error) {
      chunk.isChanged = true;
      throw isQuotaError(error) ? new DiskFullError({ cause: error }) : error;
    }
  }

  async function storeAll(): Promise<void> {
    for (const chunk of open.values()) await store(chunk);
  }

  /** What is let go of is stored first. */
  async function letGo(key: string, chunk: OpenChunk): Promise<void> {
    await store(chunk);
    open.delete(key);
  }

  return inTurn({
    prepare: async (file) => sizeOf(file),

    async write(file, offsetBytes, bytes) {
      const number = Math.floor(offsetBytes / IDB_CHUNK_BYTES);
      const key = `${file}/${number}`;
      const chunk = open.get(key) ?? (await load(file, number));
      open.set(key, chunk);
      chunk.bytes.set(bytes, offsetBytes - number * IDB_CHUNK_BYTES);
      chunk.isChanged = true;
      if (open.size <= MOST_OPEN) return;
      const [oldestKey, oldest] = open.entries().next().value!;
      await letGo(oldestKey, oldest);
    },

    flush: storeAll,

    async finish(file) {
      for (const [key, chunk] of [...open]) if (chunk.file === file) await letGo(key, chunk);
    },

    async close() {
      await storeAll().catch(() => {});
    },
  });
}
