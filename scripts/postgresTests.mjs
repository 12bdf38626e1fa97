/** Part of `npm test`: the server's tests once more on a PostgreSQL of their own, started here and ended with them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './setup.mjs';

const versions = '/usr/lib/postgresql';
const newest = readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0];
const programs = join(versions, newest, 'bin');
const folder = mkdtempSync(join(tmpdir(), 'spotlight-postgres-'));
const port = await freePort();
const asPostgres = identityToRunAs();
if (asPostgres.uid !== undefined) chownSync(folder, asPostgres.uid, asPostgres.gid);
chmodSync(folder, 0o700);

const call = (program, args) => {
  const { status, stderr, stdout } = spawnSync(join(programs, program), args, {
    ...asPostgres,
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}${stderr}`);
};
const data = join(folder, 'data');
const server = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
let status = 1;
try {
  call('initdb', ['-D', data, '-U', 'spotlight', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']);
  call('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', server, 'start']);
  try {
    const tests = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'src/server', ...process.argv.slice(2)],
      {
        cwd: root,
        stdio: 'inherit',
        env: { ...process.env, TEST_DATABASE_URL: `postgresql://spotlight@127.0.0.1:${port}/postgres` },
      },
    );
    status = tests.status ?? 1;
  } finally {
    call('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);

// PostgreSQL refuses to run as root.
function identityToRunAs() {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
