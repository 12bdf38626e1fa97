import { transferLimits } from '../../../shared/transfers/transferRules.ts';

/** A file somebody chose; `path` names the folders above it ("Holiday/day 1"), empty for a single file. */
export interface PickedFile {
  file: File;
  path: string;
  /** Lets the sender go on after a reload without choosing again; only some browsers give one. */
  handle: FileSystemFileHandle | null;
}

/** What somebody chose in one go. */
export interface PickedFiles extends Array<PickedFile> {
  /** Files and folders that could not be read; undefined when nothing was chosen. */
  leftOut?: number;
}

/** More files than one transfer may hold. */
export class TooManyFilesError extends Error {
  readonly limit = transferLimits.files;
  override name = 'TooManyFilesError';
}

export const deepestFolder = 32;
const OPENED_AT_ONCE = 32;
/** What systems leave in folders; nobody means to send it. */
const leftovers = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '__macosx', '.spotlight-v100', '.trashes']);

export const isLeftover = (name: string) => leftovers.has(name.toLowerCase()) || name.startsWith('._');

export const joinPath = (path: string, name: string) => (path ? `${path}/${name}` : name);

/** Collects files up to the limit of one transfer, and counts what could not be read. */
export function makeCollection(limit: number = transferLimits.files) {
  const files: PickedFile[] = [];
  let leftOut = 0;
  return {
    files,
    leaveOut(): void {
      leftOut++;
    },
    picked: (): PickedFiles => Object.assign(files, { leftOut }),
    add(file: PickedFile) {
      if (files.length >= limit) throw new TooManyFilesError();
      files.push(file);
    },
  };
}
export type Collection = ReturnType<typeof makeCollection>;

export type AnyHandle = FileSystemFileHandle | FileSystemDirectoryHandle;

/** A file or a folder given as a handle, with all that lies below. */
export async function walkHandle(handle: AnyHandle, path: string, into: Collection, depth = 0): Promise<void> {
  if (isLeftover(handle.name) && path) return;
  if (handle.kind === 'file') return walkAll([handle], path, into, depth);
  if (depth >= deepestFolder) return into.leaveOut();
  const below = joinPath(path, handle.name);
  let batch: AnyHandle[] = [];
  try {
    for await (const child of handle.values()) {
      if (!isLeftover(child.name)) batch.push(child);
      if (batch.length === OPENED_AT_ONCE) {
        await walkAll(batch, below, into, depth + 1);
        batch = [];
      }
    }
  } catch (error) {
    if (error instanceof TooManyFilesError) throw error;
    // A folder that may not be read, or only in part, does not cost the others.
    into.leaveOut();
  }
  await walkAll(batch, below, into, depth + 1);
}

/** Files are opened together, since each takes its time, and taken in the order in which they lie. */
async function walkAll(handles: AnyHandle[], path: string, into: Collection, depth: number): Promise<void> {
  const opening = handles.map((handle) => (handle.kind === 'file' ? handle.getFile().catch(() => null) : null));
  for (const [index, handle] of handles.entries()) {
    if (handle.kind === 'directory') {
      await walkHandle(handle, path, into, depth);
      continue;
    }
    const file = await opening[index];
    if (file) into.add({ file, path, handle });
    // It vanished meanwhile, or may not be read.
    else into.leaveOut();
  }
}
