import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

/**
 * Ends with words where a Spotlight has the data folder open. It may run from what is here: packages and a build that take
 * their place would break its page. Asked by another process: what is built meanwhile is not to meet what was loaded before.
 */
export function requireFree() {
  const lock = join(root, 'dist/server/adapters/folderLock.js');
  const { DATABASE_URL, DATABASE_URL_FILE, DATA_DIR, DATA_DIR_FILE } = process.env;
  // What a file says the server reads, and looks then.
  if (DATABASE_URL || DATABASE_URL_FILE || DATA_DIR_FILE || !existsSync(lock)) return;
  const ask = `const { FolderInUseError, lockFolder } = await import(process.argv[1]);
    const unlock = await lockFolder(process.argv[2]).catch((error) => process.exit(error instanceof FolderInUseError ? 3 : 0));
    unlock();`;
  const folder = resolve(DATA_DIR || 'data');
  const args = ['--input-type=module', '-e', ask, pathToFileURL(lock).href, folder];
  if (spawnSync(process.execPath, args, { stdio: 'ignore' }).status !== 3) return;
  console.error(`${folder} is in use by another Spotlight. End it first, or choose another folder with DATA_DIR.`);
  process.exit(1);
}
