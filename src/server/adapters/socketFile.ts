import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, constants, existsSync, openSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** What gives a hold back; or why there is none: another process has it, or no socket can be here. */
export type Hold = (() => void) | 'taken' | 'unable';

/** What is no answer of a file system without sockets, or with too deep a folder: it may be another one in a moment. */
const NOT_ITS_NATURE = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Takes a folder by a socket file in it. A socket is found by its file, whatever network or container a process is in and
 * whatever path leads it there. The kernel ends the socket with its process and leaves the file: each process has a name of
 * its own, so that a file which nobody answers stays one, and can be taken away without a look at who else does that.
 *
 * First ours is there and answers, then the others are looked at: of two that come together, one sees the other at least.
 */
export async function holdByFile(folder: string, prefix: string): Promise<Hold> {
  const place = openPlace(folder);
  const own = `${prefix}${randomBytes(6).toString('hex')}.sock`;
  let server: Server;
  try {
    server = await listen(place.pathOf(own));
  } catch (error) {
    place.close();
    if (NOT_ITS_NATURE.has(String((error as NodeJS.ErrnoException).code))) throw error;
    return 'unable';
  }
  server.unref();
  const release = () => {
    // It takes its file away by the path that it was given.
    server.close();
    place.close();
  };
  try {
    const others = readdirSync(folder).filter((name) => isOf(prefix, name) && name !== own);
    for (const other of others) {
      if (await isAnswered(place.pathOf(other))) return letGo('taken');
      rmSync(join(folder, other), { force: true });
    }
    // Whoever looked between our file and our first answer took it for left behind.
    return existsSync(join(folder, own)) ? release : letGo('taken');
  } catch (error) {
    release();
    throw error;
  }

  function letGo(why: 'taken'): Hold {
    release();
    return why;
  }
}

const isOf = (prefix: string, name: string) => name.startsWith(prefix) && name.endsWith('.sock');

/** Paths of sockets have at most 103 bytes (macOS; Linux 107), which a longer one would be cut to. */
const MAX_PATH = 103;

/** How a folder's sockets are reached: on Linux by its descriptor, however long its path is. */
function openPlace(folder: string) {
  if (!existsSync('/proc/self/fd')) {
    return {
      pathOf(name: string) {
        const path = join(folder, name);
        if (Buffer.byteLength(path) > MAX_PATH) throw Object.assign(new Error(path), { code: 'ENAMETOOLONG' });
        return path;
      },
      close() {},
    };
  }
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { pathOf: (name: string) => `/proc/self/fd/${descriptor}/${name}`, close: () => closeSync(descriptor) };
}

/** Anyone who sees the file may ask whether it is answered. */
function listen(path: string): Promise<Server> {
  return new Promise((listening, failed) => {
    const server = createServer((socket) => socket.destroy()).once('error', failed);
    server.listen(path, () => {
      try {
        chmodSync(path, 0o777);
      } catch {
        // Some shared folders have sockets and refuse this: of the same user everyone may ask all the same.
      }
      listening(server);
    });
  });
}

/** The file of a socket that has ended, no file by now, or one that a copy made of a socket's. */
const NOBODY = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);

/** Whether a process is behind it. Where that is not to be found out, there is one. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((tell) => {
    const socket = connect(path)
      .once('connect', () => {
        socket.destroy();
        tell(true);
      })
      .once('error', ({ code }: NodeJS.ErrnoException) => tell(!NOBODY.has(String(code))));
  });
}
