import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from './folderLock.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotlight-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a folder is refused while another holds it, and free again afterwards', async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toBeInstanceOf(FolderInUseError);
  unlock();
  (await lockFolder(folder))();
});

test('a process that is killed leaves no lock behind', async () => {
  const script = `import('${new URL('./folderLock.ts', import.meta.url)}').then(async (m) => {
    await m.lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((held) => child.stdout.once('data', held));
  await expect(lockFolder(folder)).rejects.toBeInstanceOf(FolderInUseError);
  const gone = new Promise((ended) => child.once('exit', ended));
  child.kill('SIGKILL');
  await gone;
  (await lockFolder(folder))();
});
