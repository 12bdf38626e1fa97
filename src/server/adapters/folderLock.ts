import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Another process has this data folder open. */
export class FolderInUseError extends Error {}

/**
 * Takes a folder for this process alone, until it ends however it ends. PGlite honours no lock of its own: two
 * processes on one folder would destroy each other's rows. The lock is a socket name that the kernel frees on death
 * (Linux abstract namespace; a named pipe on Windows; elsewhere a socket file).
 */
export async function lockFolder(folder: string, platform: NodeJS.Platform = process.platform): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const name = `spotlight-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 40)}`;
  const address = addressOf(name, platform);
  let server = await listen(address);
  if (!server && isFile(platform) && (await isLeftBehind(address))) server = await listen(address);
  if (!server) throw new FolderInUseError(folder);
  server.unref();
  return () => void server.close();
}

/** null where somebody has the address. */
function listen(address: string): Promise<Server | null> {
  return new Promise((listening, failed) => {
    const server = createServer()
      .once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') listening(null);
        else failed(error);
      })
      .listen(address, () => listening(server));
  });
}

/** Whether its process was killed: the kernel frees the socket, not its file. That is taken away then. */
async function isLeftBehind(address: string): Promise<boolean> {
  if (await isAnswered(address)) return false;
  // Looked at again under a name of our own: another process may have done all this meanwhile, and have the address now.
  const aside = `${address}.${process.pid}`;
  try {
    renameSync(address, aside);
  } catch {
    return true;
  }
  const isTaken = await isAnswered(aside);
  if (isTaken) renameSync(aside, address);
  else rmSync(aside);
  return !isTaken;
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((tell) => {
    const socket = connect(address)
      .once('connect', () => {
        socket.destroy();
        tell(true);
      })
      .once('error', ({ code }: NodeJS.ErrnoException) => tell(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}

const isFile = (platform: NodeJS.Platform) => platform !== 'linux' && platform !== 'win32';

function addressOf(name: string, platform: NodeJS.Platform): string {
  if (platform === 'linux') return `\0${name}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // A path of at most 103 bytes (macOS), whose temporary folder alone has 48.
  return join(tmpdir(), `${name.slice(0, 34)}.sock`);
}
