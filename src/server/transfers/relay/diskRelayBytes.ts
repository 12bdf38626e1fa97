import { constants, mkdirSync } from 'node:fs';
import { type FileHandle, open, opendir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../../shared/core/errors.ts';
import { type SegmentId, segmentId } from '../../../shared/core/ids.ts';
import type { RelayBytes } from './relayBytes.port.ts';

const { O_CREAT, O_WRONLY } = constants;
const READ_BYTES = 256 * 1024;
const WRITE_BYTES = 512 * 1024;
const SUFFIX = '.sealed';

/**
 * One file per segment in one folder, which several nodes may share. Files of other names there are left alone. Each write
 * goes to the place it is for, after a look at how long the file is: a node that was taken for dead and lives on does not
 * write among what another has added since. A write that was under way when it fell asleep is done when it wakes, and puts
 * bytes where the same bytes of the same upload already are.
 */
export function makeDiskRelayBytes(folder: string): RelayBytes {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: SegmentId) => join(folder, `${id}${SUFFIX}`);

  return {
    async append(id, offset, source) {
      const file = await open(pathOf(id), O_WRONLY | O_CREAT, 0o600);
      try {
        return await writeAll(file, offset, source);
      } catch (error) {
        throw isFull(error) ? new DomainError('relay.full', { cause: error }) : error;
      } finally {
        await file.close();
      }
    },
    async size(id) {
      const stats = await stat(pathOf(id)).catch((error) => absent(error, null));
      return stats?.size ?? 0;
    },
    async flush(id) {
      const file = await open(pathOf(id), 'r');
      await file.datasync().finally(() => file.close());
    },
    async read(id, first, last) {
      const file: FileHandle | null = await open(pathOf(id), 'r').catch((error) => absent(error, null));
      if (!file) return null;
      if ((await file.stat()).size > last) {
        return file.createReadStream({ start: first, end: last, highWaterMark: READ_BYTES });
      }
      await file.close();
      return null;
    },
    delete: (id) => rm(pathOf(id), { force: true }),
    async *list() {
      for await (const entry of await opendir(folder)) {
        const id = segmentId.safeParse(entry.name.slice(0, -SUFFIX.length));
        if (!entry.name.endsWith(SUFFIX) || !id.success) continue;
        const stats = await stat(pathOf(id.data)).catch((error) => absent(error, null));
        if (stats) yield { id: id.data, sizeBytes: stats.size };
      }
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    check: async () => void (await stat(folder)),
  };
}

/** Says how long the file is then. A network gives small pieces; written one by one they cost more than all else. */
async function writeAll(file: FileHandle, offset: number, source: AsyncIterable<Uint8Array>): Promise<number> {
  let at = offset;
  let pieces: Uint8Array[] = [];
  let length = 0;
  async function requireAt(): Promise<void> {
    const { size } = await file.stat();
    if (size !== at) throw new Error(`a segment is at ${size}, not at ${at}`);
  }
  async function write(): Promise<void> {
    if (length === 0) return;
    const [all, allBytes] = [pieces, length];
    // Tried once: what did not fit is not written later, where something else belongs.
    pieces = [];
    length = 0;
    await requireAt();
    const { bytesWritten } = await file.writev(all, at);
    at += bytesWritten;
    if (bytesWritten < allBytes) throw new DomainError('relay.full');
  }
  await requireAt();
  try {
    for await (const piece of source) {
      pieces.push(piece);
      length += piece.byteLength;
      if (length >= WRITE_BYTES) await write();
    }
  } finally {
    await write();
  }
  return at;
}

function absent<T>(error: NodeJS.ErrnoException, instead: T): T {
  if (error.code === 'ENOENT') return instead;
  throw error;
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
