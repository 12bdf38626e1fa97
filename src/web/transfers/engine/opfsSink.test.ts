import { afterEach, expect, it, vi } from 'vitest';
import { makeOpfsSink } from './opfsSink.ts';
import { DiskFullError } from './sink.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A private file system whose files let one handle write, and forget what was not flushed when its page dies. */
function fakeDisk() {
  const locked = new Set<string>();
  const unflushed = new Set<string>();
  let refusals = 0;
  const folder = {
    getDirectoryHandle: async () => folder,
    getFileHandle: async (name: string) => ({
      async createSyncAccessHandle() {
        if (locked.has(name)) throw new Error('locked');
        locked.add(name);
        return {
          write(bytes: Uint8Array) {
            unflushed.add(name);
            return bytes.byteLength;
          },
          flush() {
            if (refusals-- > 0) throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
            unflushed.delete(name);
          },
          close: () => void locked.delete(name),
        };
      },
    }),
  };
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => folder } });
  return {
    locked,
    unflushed,
    refuse: (times: number) => {
      refusals = times;
    },
  };
}

const FILES = 13;
const places = Array.from({ length: FILES }, (_, n) => ({
  ...{ name: String(n), fromBytes: 0, sizeBytes: 16, isShared: false },
}));
const bytes = new Uint8Array(16);

/** One file more than may be open at once is written, on a disk that is full at that moment. */
async function writeTooMany() {
  const disk = fakeDisk();
  const sink = await makeOpfsSink('x', places);
  for (let file = 0; file < FILES - 1; file++) await sink.write(file, 0, bytes);
  disk.refuse(1);
  await expect(sink.write(FILES - 1, 0, bytes)).rejects.toThrow(DiskFullError);
  return { disk, sink };
}

it('[T11] what a full disk refused as its file was let go is flushed before it counts as durable', async () => {
  const { disk, sink } = await writeTooMany();
  await sink.flush();
  expect([...disk.unflushed]).toEqual([]);
});

it('a file that a full disk kept from being let go can be written on', async () => {
  const { disk, sink } = await writeTooMany();
  await sink.write(0, 0, bytes);
  await sink.finish(0);
  expect(disk.locked.has('0')).toBe(false);
});

it('lets go of every file at its end, whatever the disk says', async () => {
  const { disk, sink } = await writeTooMany();
  disk.refuse(FILES);
  await sink.close();
  expect([...disk.locked]).toEqual([]);
});
