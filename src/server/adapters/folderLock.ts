import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Another process has this data folder open. */
export class FolderInUseError extends Error {}

/**
 * Takes a folder for this process alone, until it ends however it ends. PGlite honours no lock of its own: two
 * processes on one folder would destroy each other's rows. The lock is a socket name that the kernel frees on death
 * (Linux abstract namespace; a named pipe on Windows; elsewhere a socket file).
 */
export function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const name = `spotlight-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 40)}`;
  return new Promise((locked, refused) => {
    const server = createServer()
      .once('error', (error: NodeJS.ErrnoException) =>
        refused(error.code === 'EADDRINUSE' ? new FolderInUseError(folder) : error),
      )
      .listen(addressOf(name), () => {
        server.unref();
        locked(() => server.close());
      });
  });
}

function addressOf(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}
