import { mkdirSync } from 'node:fs';
import { type FileHandle, open, opendir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../../shared/core/errors.ts';
import { type SegmentId, segmentId } from '../../../shared/core/ids.ts';
import type { RelayBytes } from './relayBytes.port.ts';

const READ_BYTES = 256 * 1024;
const SUFFIX = '.sealed';

/** One file per segment in one folder. Files of other names there are left alone. */
export function makeDiskRelayBytes(folder: string): RelayBytes {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: SegmentId) => join(folder, `${id}${SUFFIX}`);

  const sizeAt = (path: string): Promise<number> =>
    stat(path).then(
      ({ size }) => size,
      (error) => absent(error, 0),
    );

  return {
    async append(id, offset, source) {
      const file = await open(pathOf(id), 'a', 0o600);
      try {
        let size = (await file.stat()).size;
        if (size !== offset) throw new Error(`segment ${id} is at ${size}, not at ${offset}`);
        for await (const chunk of source) {
          await file.appendFile(chunk);
          size += chunk.byteLength;
        }
        return size;
      } catch (error) {
        throw isFull(error) ? new DomainError('relay.full', { cause: error }) : error;
      } finally {
        await file.close();
      }
    },
    size: (id) => sizeAt(pathOf(id)),
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
        yield { id: id.data, sizeBytes: await sizeAt(join(folder, entry.name)) };
      }
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

function absent<T>(error: NodeJS.ErrnoException, instead: T): T {
  if (error.code === 'ENOENT') return instead;
  throw error;
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
