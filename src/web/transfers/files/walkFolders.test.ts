import { expect, it } from 'vitest';
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

it('leaves out a file that vanished', async () => {
  const into = makeCollection();
  const gone = { kind: 'file', name: 'gone', getFile: () => Promise.reject(new DOMException('', 'NotFoundError')) };
  await walkHandle(gone as unknown as FileSystemFileHandle, '', into);
  expect(into.files).toEqual([]);
});

it('refuses more files than a transfer may hold', async () => {
  const tree = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`${n}.mp4`, '']));
  await expect(walkHandle(folderHandle('x', tree), '', makeCollection(10))).rejects.toThrow(TooManyFilesError);
});
