import { expect, test } from 'vitest';
import { filesFromDrop } from './pickFiles.ts';

type Tree = { [name: string]: Tree | null };

/** A folder as Chromium's handles show it: what they may not name is not in it, and some cannot be opened. */
function handleOf(name: string, tree: Tree): FileSystemDirectoryHandle {
  async function* values() {
    if (name === 'locked') throw new DOMException('', 'NotAllowedError');
    for (const [child, below] of Object.entries(tree)) {
      if (child.endsWith('.lnk')) continue;
      yield below ? handleOf(child, below) : { kind: 'file', name: child, getFile: async () => new File([], child) };
    }
  }
  return { kind: 'directory', name, values } as unknown as FileSystemDirectoryHandle;
}

/** The same by the older API, which shows all of it, and opens all but what is gone. */
function entryOf(name: string, below: Tree | null): FileSystemEntry {
  const file = (take: (file: File) => void, refuse: () => void) =>
    name === 'gone' ? refuse() : take(new File([], name));
  if (!below) return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  const createReader = () => {
    const batches = [Object.entries(below).map(([child, deeper]) => entryOf(child, deeper)), []];
    return { readEntries: (take: (batch: FileSystemEntry[]) => void) => take(batches.shift()!) };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

async function drop(...folders: { name: string; tree: Tree; entryName?: string }[]) {
  const items = folders.map(({ name, tree, entryName = name }) => ({
    kind: 'file',
    getAsFileSystemHandle: async () => handleOf(name, tree),
    webkitGetAsEntry: () => entryOf(entryName, tree),
    getAsFile: () => null,
  }));
  const picked = await filesFromDrop({ dataTransfer: { items } } as unknown as DragEvent);
  const names = picked.map(({ path, file, handle }) => `${path}/${file.name}${handle ? '' : ' without a handle'}`);
  return { names, leftOut: picked.leftOut };
}

test('of a folder that is dropped, what handles pass over is taken by the older API', async () => {
  const tree = {
    'a.mp4': null,
    'b.lnk': null,
    day: { 'c.mp4': null },
    locked: { 'd.mp4': null },
    'x.lnk': { gone: null },
  };
  expect(await drop({ name: 'Holiday', tree })).toEqual({
    names: [
      'Holiday/a.mp4',
      'Holiday/day/c.mp4',
      'Holiday/b.lnk without a handle',
      'Holiday/locked/d.mp4 without a handle',
    ],
    leftOut: 1,
  });
});

test('of two folders of one name, which the older API tells apart by a number, nothing is taken twice or left out', async () => {
  const tree = { 'a.mp4': null };
  const dropped = await drop({ name: 'Holiday', tree }, { name: 'Holiday', tree, entryName: 'Holiday (1)' });
  expect(dropped).toEqual({ names: ['Holiday/a.mp4', 'Holiday/a.mp4'], leftOut: 0 });
});
