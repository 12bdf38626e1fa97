/** `npm run backup -- FOLDER`: the embedded database and the signing secret as one archive. Nobody may be using the data folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt, ensureGenerated, ensurePackages } from './setup.mjs';

const folder = process.argv[2];
const dataDir = resolve(process.env.DATA_DIR || 'data');
if (!folder) end('Where to? npm run backup -- FOLDER');
if (!existsSync(join(dataDir, 'database'))) {
  end(`There is no embedded database in ${dataDir}. With PostgreSQL: scripts/backup.sh`);
}
// A Spotlight that runs from these packages and this build keeps them: whether one does is said by the lock.
if (!existsSync(new URL('../dist/server/adapters/folderLock.js', import.meta.url))) {
  ensurePackages();
  ensureGenerated();
  ensureBuilt();
}
const { FolderInUseError, lockFiles, lockFolder } = await import('../dist/server/adapters/folderLock.js');
const unlock = await lockFolder(dataDir).catch((error) => {
  if (!(error instanceof FolderInUseError)) throw error;
  end(`${dataDir} is in use. End Spotlight first: files that are copied while it writes are no backup.`);
});

// Whoever reads the archive can sign in as anyone.
process.umask(0o077);
mkdirSync(folder, { recursive: true });
const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
const target = join(folder, `spotlight-${stamp}.tar.gz`);
// The relay is left out: what waits there ends within hours, and its senders still have it.
const leftOut = ['relay', lockFiles].map((name) => `--exclude=./${name}`);
const { status } = spawnSync('tar', ['-czf', `${target}.part`, ...leftOut, '-C', dataDir, '.'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
unlock();
if (status !== 0) {
  rmSync(`${target}.part`, { force: true });
  end('tar failed; there is no backup.');
}
renameSync(`${target}.part`, target);
console.log(target);

function end(message) {
  console.error(message);
  process.exit(1);
}
