import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from './folderLock.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotlight-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

// As it is here, and by a socket file, as on macOS.
const platforms = [process.platform, 'darwin'] as const;

test.each(platforms)('a folder is refused while another holds it, and free again afterwards (%s)', async (platform) => {
  const unlock = await lockFolder(folder, platform);
  await expect(lockFolder(folder, platform)).rejects.toBeInstanceOf(FolderInUseError);
  unlock();
  (await lockFolder(folder, platform))();
});

test.each(platforms)('a process that is killed leaves no lock behind (%s)', async (platform) => {
  const script = `import('${new URL('./folderLock.ts', import.meta.url)}').then(async (m) => {
    await m.lockFolder(${JSON.stringify(folder)}, '${platform}'); console.log('held'); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((held) => child.stdout.once('data', held));
  await expect(lockFolder(folder, platform)).rejects.toBeInstanceOf(FolderInUseError);
  const gone = new Promise((ended) => child.once('exit', ended));
  child.kill('SIGKILL');
  await gone;
  const unlock = await lockFolder(folder, platform);
  await expect(lockFolder(folder, platform)).rejects.toBeInstanceOf(FolderInUseError);
  unlock();
});
