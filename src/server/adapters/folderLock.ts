import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { type Hold, holdByFile } from './socketFile.ts';

/** Another process has this data folder open. */
export class FolderInUseError extends Error {
  constructor(folder: string) {
    super(`The data folder ${folder} is in use by another Spotlight. End that one, or choose another with DATA_DIR.`);
  }
}

const PREFIX = 'in-use-';
/** What lies in a folder that is taken, and after a kill until it is taken again: nothing to be kept. */
export const lockFiles = `${PREFIX}*.sock`;

/**
 * Takes a folder for this process alone, until it ends however it ends. PGlite honours no lock of its own: two
 * processes on one folder would destroy each other's rows. The lock is two sockets, which the kernel ends with their
 * process: one in the folder, that containers on one volume see too, and one by a name made of the folder's path, for
 * file systems that can hold no socket.
 */
export async function lockFolder(folder: string, platform: NodeJS.Platform = process.platform): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const held: (() => void)[] = [];
  const release = () => {
    for (const hold of held) hold();
  };
  try {
    for (const take of [holdByName, holdInside]) {
      const hold = await take(folder, platform);
      if (hold === 'taken') throw new FolderInUseError(folder);
      if (hold !== 'unable') held.push(hold);
    }
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

async function holdInside(folder: string, platform: NodeJS.Platform): Promise<Hold> {
  return platform === 'win32' ? 'unable' : holdByFile(folder, PREFIX);
}

/** By a name that the kernel frees (Linux abstract namespace; a named pipe on Windows), elsewhere by a file among temporary ones. */
async function holdByName(folder: string, platform: NodeJS.Platform): Promise<Hold> {
  const name = `spotlight-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 40)}`;
  if (platform === 'linux') return listen(`\0${name}`);
  if (platform === 'win32') return listen(`\\\\.\\pipe\\${name}`);
  return holdByFile(tmpdir(), `${name.slice(0, 30)}-`);
}

function listen(address: string): Promise<Hold> {
  return new Promise((listening, failed) => {
    const server = createServer()
      .once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') listening('taken');
        else failed(error);
      })
      .listen(address, () => listening(() => void server.close()))
      .unref();
  });
}
