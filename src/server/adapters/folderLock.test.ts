import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from './folderLock.ts';
import { holdByFile } from './socketFile.ts';

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

/** Another process that holds the folder, in whatever the prefix puts it. */
async function holdElsewhere(platform: NodeJS.Platform, prefix: string[] = []) {
  const script = `import('${new URL('./folderLock.ts', import.meta.url)}').then(async (m) => {
    await m.lockFolder(${JSON.stringify(folder)}, '${platform}'); console.log('held'); setInterval(() => {}, 1000); })`;
  const [program, ...args] = [...prefix, process.execPath, '--import', 'tsx', '-e', script];
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((held) => child.stdout.once('data', held));
  return async () => {
    const gone = new Promise((ended) => child.once('exit', ended));
    child.kill('SIGKILL');
    await gone;
  };
}

test.each(platforms)('a process that is killed leaves no lock behind (%s)', async (platform) => {
  const kill = await holdElsewhere(platform);
  await expect(lockFolder(folder, platform)).rejects.toBeInstanceOf(FolderInUseError);
  await kill();
  const unlock = await lockFolder(folder, platform);
  await expect(lockFolder(folder, platform)).rejects.toBeInstanceOf(FolderInUseError);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

// As containers are: names of sockets are those of a network, files are those of a volume.
const inOwnNetwork = ['unshare', '--map-root-user', '--net'];
const hasNetworks = spawnSync(inOwnNetwork[0]!, [...inOwnNetwork.slice(1), 'true']).status === 0;

test.skipIf(!hasNetworks)('a process in another network holds the folder against this one', async () => {
  const kill = await holdElsewhere(process.platform, inOwnNetwork);
  await expect(lockFolder(folder)).rejects.toBeInstanceOf(FolderInUseError);
  await kill();
  (await lockFolder(folder))();
});

test('in a folder whose path is longer than that of a socket may be it is held all the same', async () => {
  const deep = join(folder, 'a'.repeat(120));
  const unlock = await lockFolder(deep);
  expect(readdirSync(deep)).toHaveLength(process.platform === 'linux' ? 1 : 0);
  await expect(lockFolder(deep)).rejects.toBeInstanceOf(FolderInUseError);
  unlock();
  rmSync(deep, { recursive: true });
});

test('of many who find what a killed one left behind, one has the folder at most, and each may try again', async () => {
  const place = join(folder, 'crowd');
  mkdirSync(place);
  for (let round = 0; round < 20; round += 1) {
    // Nobody answers it, as nobody answers the socket of a process that is gone.
    writeFileSync(join(place, 'in-use-left.sock'), '');
    const tries = await Promise.all(Array.from({ length: 8 }, () => holdByFile(place, 'in-use-')));
    const held = tries.filter((hold) => typeof hold !== 'string');
    expect(held.length).toBeLessThanOrEqual(1);
    for (const release of held) release();
    const alone = await holdByFile(place, 'in-use-');
    if (typeof alone === 'string') throw new Error(`alone, and ${alone}`);
    expect(readdirSync(place)).toHaveLength(1);
    alone();
  }
  rmSync(place, { recursive: true });
});

test.skipIf(process.platform !== 'linux')('where no socket can be, nobody is refused for it', async () => {
  expect(await holdByFile('/proc', 'in-use-')).toBe('unable');
});
