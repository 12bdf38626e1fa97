import { afterEach, expect, test, vi } from 'vitest';
import { IDB_SINK_LIMIT_BYTES } from './idbSink.ts';
import { storageRoom } from './storageRoom.ts';

afterEach(() => void vi.unstubAllGlobals());

interface Disk {
  quota?: number;
  usage?: number;
  /** Private windows have no files of their own. */
  hasFiles?: boolean;
}

function browserWith({ quota, usage, hasFiles = true }: Disk) {
  const folder = { getDirectoryHandle: async () => folder };
  const storage = {
    estimate: async () => ({ quota, usage }),
    persist: vi.fn(async () => true),
    getDirectory: async () => {
      if (!hasFiles) throw new DOMException('a private window', 'SecurityError');
      return folder;
    },
  };
  vi.stubGlobal('navigator', { storage });
  return storage;
}

const manyBytes = 4 * IDB_SINK_LIMIT_BYTES;

test.each([
  ['much room', 800, { quota: 1000, usage: 100 }, { fits: true, availableBytes: 900, isLimited: false }],
  ['no room to spare', 860, { quota: 1000, usage: 100 }, { fits: false, availableBytes: 900, isLimited: false }],
  ['more in use than allowed', 1, { quota: 100, usage: 200 }, { fits: false, availableBytes: 0, isLimited: false }],
  ['nothing told of its room', 1, {}, { fits: false, availableBytes: 0, isLimited: false }],
  [
    'much room but no files',
    manyBytes / 2,
    { quota: manyBytes, usage: 0, hasFiles: false },
    { fits: false, availableBytes: IDB_SINK_LIMIT_BYTES, isLimited: true },
  ],
  [
    'little room and no files',
    500,
    { quota: 1000, usage: 0, hasFiles: false },
    { fits: true, availableBytes: 1000, isLimited: true },
  ],
])('a browser with %s says whether it has room for %d bytes', async (_, bytes, disk, room) => {
  browserWith(disk);
  expect(await storageRoom(bytes)).toMatchObject(room);
});

test('it is known at once, without the question whether to keep it, which waits for the person in some browsers', async () => {
  const storage = browserWith({ quota: 1000 });
  storage.persist.mockReturnValue(new Promise(() => {}));
  expect(await storageRoom(1)).toMatchObject({ fits: true });
  expect(storage.persist).not.toHaveBeenCalled();
});
