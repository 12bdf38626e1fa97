import { expect, test, vi } from 'vitest';
import type { SavableFile } from './savableFile.ts';
import type { SaveOptions } from './saving.ts';
import { saveInFolder } from './savingToDisk.ts';

const fileOf = (name: string, path = '', content = name): SavableFile => ({
  file: new Blob([content]),
  name,
  path,
  type: '',
});

/** A folder on a person's disk, as Chromium gives it: it refuses names, and writes beside a file before it writes it. */
function diskFolder() {
  const contents = new Map<string, string>();
  const writing = new Set<string>();
  const troubles = new Map<string, Error>();

  function refuse(name: string): void {
    const isRefused = /\p{Cf}|^[\s~]|[\s.~]$|^(con|nul)(\.|$)|\.(lnk|url)$/iu.test(name);
    if (isRefused) throw new TypeError('Name is not allowed.');
    if (Buffer.byteLength(name) > 255) throw new DOMException('too long', 'InvalidModificationError');
  }

  function fileAt(path: string, name: string) {
    return {
      getFile: async () => new File([contents.get(path) ?? ''], name),
      remove: async () => void contents.delete(path),
      async createWritable({ mode = 'siloed' } = {}) {
        refuse(`${name}.crswap`);
        if (mode === 'exclusive' && writing.has(path)) throw new DOMException('', 'NoModificationAllowedError');
        writing.add(path);
        let written = '';
        return {
          async write(blob: Blob) {
            const trouble = troubles.get(path);
            if (trouble) throw trouble;
            written = await blob.text();
          },
          async close() {
            writing.delete(path);
            contents.set(path, written);
          },
          abort: async () => void writing.delete(path),
        };
      },
    };
  }

  function folderAt(path: string): FileSystemDirectoryHandle {
    const handle = {
      async getFileHandle(name: string, { create = false } = {}) {
        refuse(name);
        if (!contents.has(path + name) && !create) throw new DOMException('', 'NotFoundError');
        if (create) contents.set(path + name, contents.get(path + name) ?? '');
        return fileAt(path + name, name);
      },
      async getDirectoryHandle(name: string) {
        refuse(name);
        return folderAt(`${path}${name}/`);
      },
    };
    return handle as unknown as FileSystemDirectoryHandle;
  }

  return { contents, writing, troubles, handle: folderAt('') };
}

async function save(disk: ReturnType<typeof diskFolder>, files: SavableFile[], options: SaveOptions = {}) {
  const onSaved = vi.fn((_index: number) => {});
  const error = await saveInFolder(disk.handle, files, { ...options, onSaved }).catch((thrown) => thrown);
  return { error, saved: onSaved.mock.calls.map(([index]) => index).sort((a, b) => a - b) };
}

test('names that the browser writes in no folder are written as near as it does', async () => {
  const disk = diskFolder();
  const files = [
    fileOf('👨‍👩‍👧.jpg', 'trip 👩‍🚀/~day'),
    fileOf('backup~'),
    fileOf('so\u00adft.txt'),
    fileOf('soft.txt'),
    fileOf('short\u200dcut.lnk'),
    fileOf('in.txt', 'folder.lnk'),
    fileOf(`${'a'.repeat(251)}.mp4`),
  ];
  expect(await save(disk, files)).toEqual({ error: undefined, saved: [0, 1, 2, 3, 4, 5, 6] });
  expect([...disk.contents.keys()].sort()).toEqual([
    `${'a'.repeat(220)}.mp4`,
    'backup',
    'folder.lnk_/in.txt',
    'shortcut.lnk.file',
    'soft (2).txt',
    'soft.txt',
    'trip 👩🚀/day/👨👩👧.jpg',
  ]);
});

test('long equal names find room for their number', async () => {
  const disk = diskFolder();
  const long = `${'a'.repeat(251)}.mp4`;
  await save(disk, [fileOf(long), fileOf(long)]);
  expect((await save(disk, [fileOf(long), fileOf(long)])).saved).toEqual([0, 1]);
  expect(disk.contents.size).toBe(4);
});

test('one file that cannot be written does not stop the others, and is told at the end', async () => {
  const disk = diskFolder();
  disk.troubles.set('3', new DOMException('the disk says no', 'InvalidStateError'));
  const files = Array.from({ length: 30 }, (_, n) => fileOf(`${n}`));
  const { error, saved } = await save(disk, files);
  expect(error.message).toBe('client.not_written');
  expect(saved).toEqual([...Array(30).keys()].filter((n) => n !== 3));
  expect(disk.contents.has('3')).toBe(false);
});

test('a file that the browser holds for harmful is no change of mind', async () => {
  const disk = diskFolder();
  disk.troubles.set('1', new DOMException('Blocked by Safe Browsing.', 'AbortError'));
  const { error, saved } = await save(disk, [fileOf('0'), fileOf('1'), fileOf('2')]);
  expect(error.message).toBe('client.not_written');
  expect(saved).toEqual([0, 2]);
});

test('a full disk stops all of it at once', async () => {
  const disk = diskFolder();
  disk.troubles.set('3', new DOMException('no space', 'QuotaExceededError'));
  const { error, saved } = await save(
    disk,
    Array.from({ length: 100 }, (_, n) => fileOf(`${n}`)),
  );
  expect(error.name).toBe('QuotaExceededError');
  expect(saved.length).toBeLessThan(50);
});

test('who stops it is heard at once', async () => {
  const stopping = new AbortController();
  const files = Array.from({ length: 100 }, (_, n) => fileOf(`${n}`));
  files[3]!.file = async () => {
    stopping.abort();
    return new Blob(['x']);
  };
  const { error, saved } = await save(diskFolder(), files, { signal: stopping.signal });
  expect(error.name).toBe('AbortError');
  expect(saved.length).toBeLessThan(50);
});
