import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** A clone in which npm and Prisma write down that they were called, and do what is looked for; `broken` makes them fail. */
let clone: string;
const at = (path: string) => join(clone, path);
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'spotlight-clone-'));
  chmodSync(clone, 0o755);
  for (const name of ['setup.mjs', 'build.mjs', 'requireFree.mjs'])
    put(`scripts/${name}`, readFileSync(`scripts/${name}`, 'utf8'));
  for (const path of [
    'package-lock.json',
    'prisma/schema/all.prisma',
    'src/server/main.ts',
    'vite.config.ts',
    'tsconfig.base.json',
  ])
    put(path, path);
  const does = (name: string, result: string) => `
    const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
    appendFileSync(${JSON.stringify(at('called'))}, ['${name}', ...process.argv.slice(2)].join(' ') + '\\n');
    if (existsSync(${JSON.stringify(at('broken'))})) process.exit(1);
    mkdirSync(require('node:path').dirname(${JSON.stringify(at(result))}), { recursive: true });
    writeFileSync(${JSON.stringify(at(result))}, '');`;
  put('bin/npm', `#!${process.execPath}\n${does('npm', 'node_modules/.package-lock.json')}`);
  chmodSync(at('bin/npm'), 0o755);
  put('node_modules/prisma/build/index.js', does('prisma', 'src/generated/prisma/client.ts'));
});
afterEach(() => rmSync(clone, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

function ensure(what: string, env: Record<string, string> = {}, options = {}, file = 'setup') {
  const script = `const { ${what} } = await import('${pathToFileURL(at(`scripts/${file}.mjs`))}'); ${what}();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${at('bin')}:${process.env.PATH}`, ...env },
    ...options,
  });
  return { status, stderr };
}
const called = () => (existsSync(at('called')) ? readFileSync(at('called'), 'utf8').trim().split('\n') : []);

test('packages that build are installed for production too', () => {
  ensure('ensurePackages', { NODE_ENV: 'production' });
  expect(called()).toEqual([expect.stringContaining('ci --include=dev')]);
});

test('an installation that was broken off is done again, as is one that was broken off by hand', () => {
  expect(ensure('ensurePackages').status).toBe(0);
  put('package-lock.json', 'of a newer version');
  put('broken', '');
  expect(ensure('ensurePackages').status).toBe(1);
  rmSync(at('broken'));
  put('package-lock.json', 'package-lock.json');
  ensure('ensurePackages');
  expect(called()).toHaveLength(3);
  // npm writes it last, and takes away what was there first.
  rmSync(at('node_modules/.package-lock.json'));
  ensure('ensurePackages');
  ensure('ensurePackages');
  expect(called()).toHaveLength(4);
});

/** Builds as the real one does, without a compiler. */
const standInBuild = `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
  appendFileSync('called', 'build\\n');
  for (const part of ['server', 'web']) mkdirSync('dist/' + part, { recursive: true });
  writeFileSync('dist/server/main.js', '');
  writeFileSync('dist/web/index.html', '');`;

test('a build is whole when both the server and the page are there', () => {
  put('scripts/build.mjs', standInBuild);
  ensure('ensureBuilt');
  ensure('ensureBuilt');
  expect(called()).toEqual(['build']);
  rmSync(at('dist/server/main.js'));
  ensure('ensureBuilt');
  expect(called()).toEqual(['build', 'build']);
});

test('a build that was begun by hand and has not come to its end is none', () => {
  put('.stamp/built', 'of a build that was whole');
  const { status } = spawnSync(process.execPath, [at('scripts/build.mjs')], { stdio: 'ignore' });
  expect([status, existsSync(at('.stamp/built'))]).toEqual([1, false]);
});

test('the database client is generated anew with other packages', () => {
  ensure('ensureGenerated');
  ensure('ensureGenerated');
  put('package-lock.json', 'of a newer version');
  ensure('ensureGenerated');
  expect(called()).toEqual(Array(2).fill('prisma generate --no-hints'));
});

test.each([
  ['.stamp', 'ensureBuilt'],
  ['dist', 'forgetBuild'],
  ['dist/web', 'forgetBuild'],
])('what belongs to another user (%s) is told in words, before anything is done', (folder, what) => {
  put('scripts/build.mjs', standInBuild);
  mkdirSync(at(folder), { recursive: true });
  for (const path of ['.stamp', 'dist', 'dist/web'].map(at))
    if (existsSync(path)) chmodSync(path, path === at(folder) ? 0o555 : 0o777);
  // To root everything is its own.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { status, stderr } = ensure(what, {}, { ...nobody, cwd: clone });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`^${at(folder)} cannot be written by this user.*chown.*\n$`)),
  ]);
  expect(called()).toEqual([]);
});

test.each([
  ['is in use', 'throw new FolderInUseError()', 1, /is in use.*End it first/],
  ['is free', 'return () => {}', 0, /^$/],
  ['is not to be opened', "throw new Error('EACCES')", 0, /^$/],
])('whoever starts where the data %s finds out before anything is built', (_how, does, status, words) => {
  const lock = `export class FolderInUseError extends Error {} export async function lockFolder() { ${does}; }`;
  put('dist/server/adapters/folderLock.js', lock);
  put('dist/server/adapters/package.json', '{ "type": "module" }');
  const requireFree = (DATABASE_URL: string) => ensure('requireFree', { DATABASE_URL }, {}, 'requireFree');
  expect(requireFree('')).toEqual({ status, stderr: expect.stringMatching(words) });
  expect(requireFree('postgresql://elsewhere/rows')).toEqual({ status: 0, stderr: '' });
});
