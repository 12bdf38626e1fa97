import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from '../services/freePort.ts';
import { type Service, startService } from '../services/service.ts';

/** The steps of the Dockerfile, done in a folder: what an engine would do with its lines, as far as that needs no engine. */
const lines = readFileSync('Dockerfile', 'utf8')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const stages = lines.reduce<string[][]>((all, line) => {
  if (line.startsWith('FROM')) all.push([]);
  all.at(-1)?.push(line);
  return all;
}, []);
const last = stages.at(-1)!;
const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

let folder: string;
let node: Service | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spotlight-image-'));
});
afterAll(async () => {
  await node?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

test('it runs as somebody who owns nothing, and its process is the server itself', () => {
  expect(last.find((line) => line.startsWith('USER'))).toMatch(/^USER [1-9]\d*:\d+$/);
  expect(last.find((line) => line.startsWith('CMD'))).toBe('CMD ["node", "dist/server/main.js"]');
  expect(last.some((line) => line.startsWith('HEALTHCHECK'))).toBe(true);
});

test('nothing but what the build reads gets into it', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(ignored).toContain('*');
  const kept = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(kept.filter((path) => !path.includes('*') && !existsSync(path))).toEqual([]);
  for (const secret of ['secrets', 'data', '.env', '.git', 'node_modules']) expect(kept).not.toContain(secret);
});

test('with the packages that it has, it serves, from folders that it may not write to', async () => {
  const app = join(folder, 'app');
  mkdirSync(app);
  for (const file of ['package.json', 'package-lock.json']) cpSync(file, join(app, file));
  const install = lines.find((line) => line.includes('--omit=dev'))!.replace(/^RUN (--mount\S+ )?/, '');
  const installed = spawnSync('sh', ['-c', install], { cwd: app, encoding: 'utf8' });
  expect([installed.status, installed.stderr]).toEqual([0, expect.anything()]);
  // What only the build needs stays behind.
  for (const name of ['typescript', 'vite', 'vitest', 'prisma', '@biomejs']) {
    expect([name, existsSync(join(app, 'node_modules', name))]).toEqual([name, false]);
  }
  for (const source of ['dist', 'prisma']) cpSync(source, join(app, source), { recursive: true });
  const data = join(folder, 'data');
  mkdirSync(data);
  if (asNobody.uid) {
    chownSync(data, asNobody.uid, asNobody.gid);
    spawnSync('chmod', ['755', folder]);
  }
  const secret = join(folder, 'jwt_secret');
  writeFileSync(secret, 's'.repeat(48));
  const port = await freePort();
  node = startService(process.execPath, ['dist/server/main.js'], {
    ...asNobody,
    cwd: app,
    env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: data, JWT_SECRET_FILE: secret },
  });
  node.start();
  const running = node;
  const isReady = async () => {
    if (!running.isRunning()) throw new Error(`it ended at its start:\n${running.output()}`);
    return (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok ?? false;
  };
  await pollUntil(isReady, { timeoutMs: 180_000, failure: running.output });
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<title>Spotlight');
  expect(await running.kill('SIGTERM')).toBe(0);
}, 900_000);

test('nginx may read what nodes leave in the relay’s folder: in their images both are the same user', () => {
  // The image of nginx makes its user with this number.
  expect(last.find((line) => line.startsWith('USER'))).toBe('USER 101:101');
});
