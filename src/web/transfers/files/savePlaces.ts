import { numbered } from './savingRules.ts';

/** The folders that files are saved in: each is opened once, and no name in it is given to two files. */
export function makePlaces(root: FileSystemDirectoryHandle) {
  const opened = new Map<string, Promise<SavePlace>>([['', Promise.resolve(makePlace(root))]]);

  /** A folder below the root, made where it is missing. */
  function of(folders: readonly string[]): Promise<SavePlace> {
    const key = folders.join('/');
    const known = opened.get(key) ?? below(folders);
    opened.set(key, known);
    return known;
  }

  async function below(folders: readonly string[]): Promise<SavePlace> {
    const { folder } = await of(folders.slice(0, -1));
    const name = folders.at(-1)!;
    const made = await orHarmless(name, '_', (one) => folder.getDirectoryHandle(one, { create: true }));
    return makePlace(made);
  }

  return { of };
}

type SavePlace = ReturnType<typeof makePlace>;

function makePlace(folder: FileSystemDirectoryHandle) {
  const given = new Set<string>();

  /** Whether the name can be had: nothing on the disk has it, and no other file that is saved just now. */
  async function isFree(name: string): Promise<boolean> {
    const key = name.toLowerCase();
    if (given.has(key)) return false;
    given.add(key);
    try {
      await folder.getFileHandle(name);
      return false;
    } catch (error) {
      if (error instanceof TypeError) throw error;
      // A folder of that name is in the way as well.
      return !(error instanceof DOMException && error.name === 'TypeMismatchError');
    }
  }

  async function freeName(name: string): Promise<string> {
    let candidate = name;
    for (let n = 2; !(await isFree(candidate)); n += 1) candidate = numbered(name, n);
    return candidate;
  }

  return {
    folder,
    /** A new file of this name, or of one like it; one that may not be had gets a harmless ending. */
    async newFile(name: string): Promise<FileSystemFileHandle> {
      const free = await orHarmless(name, '.file', freeName);
      return folder.getFileHandle(free, { create: true });
    },
  };
}

/** Chromium refuses names that the system could run (".lnk", ".url") or keeps for itself: such a one gets another ending. */
function orHarmless<T>(name: string, ending: string, open: (name: string) => Promise<T>): Promise<T> {
  return open(name).catch((error) => {
    if (error instanceof TypeError) return open(name + ending);
    throw error;
  });
}
