import { expect, it } from 'vitest';
import { walkEntry } from './walkEntries.ts';
import { makeCollection, TooManyFilesError, walkHandle } from './walkFolders.ts';

type Tree = { [name: string]: Tree | string };

const fileHandle = (name: string, text: string) =>
  ({ kind: 'file', name, getFile: async () => new File([text], name) }) as FileSystemFileHandle;

function folderHandle(name: string, tree: Tree): FileSystemDirectoryHandle {
  async function* values() {
    for (const [child, it] of Object.entries(tree)) {
      yield typeof it === 'string' ? fileHandle(child, it) : folderHandle(child, it);
    }
  }
  return { kind: 'directory', name, values } as unknown as FileSystemDirectoryHandle;
}

it('finds the files of a folder and of the folders below, with their paths', async () => {
  const into = makeCollection();
  const tree = { 'a.mp4': '1', 'day 1': { 'b.mp4': '22', deeper: { 'c.mp4': '333' } }, empty: {} };
  await walkHandle(folderHandle('Holiday', tree), '', into);
  expect(into.files.map(({ path, file }) => `${path} ${file.name} ${file.size}`)).toEqual([
    'Holiday a.mp4 1',
    'Holiday/day 1 b.mp4 2',
    'Holiday/day 1/deeper c.mp4 3',
  ]);
});

it('leaves out what systems leave in folders, but not what was chosen by itself', async () => {
  const into = makeCollection();
  await walkHandle(folderHandle('x', { '.DS_Store': '', 'Thumbs.db': '', '._a.mp4': '', 'a.mp4': '' }), '', into);
  await walkHandle(fileHandle('Thumbs.db', ''), '', into);
  expect(into.files.map(({ file }) => file.name)).toEqual(['a.mp4', 'Thumbs.db']);
});

/** A folder that hands out so much, and then refuses to be read on. */
function brokenFolder(name: string, tree: Tree, thrown: Error): FileSystemDirectoryHandle {
  async function* values() {
    yield* folderHandle(name, tree).values();
    throw thrown;
  }
  return { kind: 'directory', name, values } as unknown as FileSystemDirectoryHandle;
}

it('leaves out a file that vanished, and counts it', async () => {
  const into = makeCollection();
  const gone = { kind: 'file', name: 'gone', getFile: () => Promise.reject(new DOMException('', 'NotFoundError')) };
  await walkHandle(gone as unknown as FileSystemFileHandle, '', into);
  expect([into.picked().length, into.picked().leftOut]).toEqual([0, 1]);
});

it('a folder that may not be read does not cost the others, and is counted', async () => {
  const into = makeCollection();
  const refused = new DOMException('', 'NotAllowedError');
  const children = [
    fileHandle('a.mp4', ''),
    brokenFolder('locked', { 'b.mp4': '' }, refused),
    folderHandle('open', { 'c.mp4': '' }),
  ];
  const top = { kind: 'directory', name: 'x', values: () => children[Symbol.iterator]() };
  await walkHandle(top as unknown as FileSystemDirectoryHandle, '', into);
  expect(into.files.map(({ path, file }) => `${path}/${file.name}`)).toEqual([
    'x/a.mp4',
    'x/locked/b.mp4',
    'x/open/c.mp4',
  ]);
  expect(into.picked().leftOut).toBe(1);
});

it('of the older API, what may not be read is counted as well', async () => {
  const into = makeCollection();
  const entry = (name: string, rest: object) => ({ name, isFile: false, ...rest }) as unknown as FileSystemEntry;
  const fail = (_: unknown, refuse: () => void) => refuse();
  const locked = entry('locked', { createReader: () => ({ readEntries: fail }) });
  const batches = [[locked, entry('gone', { isFile: true, file: fail })], []];
  const readEntries = (take: (batch: FileSystemEntry[]) => void) => take(batches.shift()!);
  await walkEntry(entry('x', { createReader: () => ({ readEntries }) }), '', into);
  expect([into.picked().length, into.picked().leftOut]).toEqual([0, 2]);
});

it('refuses more files than a transfer may hold', async () => {
  const tree = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`${n}.mp4`, '']));
  await expect(walkHandle(folderHandle('x', tree), '', makeCollection(10))).rejects.toThrow(TooManyFilesError);
});
