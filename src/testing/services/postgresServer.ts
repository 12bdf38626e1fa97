import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from './freePort.ts';
import { type Service, startService } from './service.ts';

/** A PostgreSQL of the test's own on loopback. */
export interface PostgresServer extends Pick<Service, 'kill' | 'pause' | 'resume' | 'output'> {
  url: string;
  /** Where its programs are: `pg_dump` and the like, of the same version. */
  programs: string;
  /** Makes an empty database and says where it is. */
  createDatabase(name: string): string;
  /** Starts it again after it was killed: on the same port, with what it had. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const programs = newestPrograms();
  const asPostgres = identityToRunAs();
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-postgres-'));
  if (asPostgres) chownSync(folder, asPostgres.uid, asPostgres.gid);
  const port = await freePort();
  const data = join(folder, 'data');
  const call = (program: string, ...args: string[]) => {
    const run = spawnSync(join(programs, program), args, { ...asPostgres, cwd: folder, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${program} failed:\n${run.stdout}${run.stderr}`);
  };
  call('initdb', '-D', data, '-U', 'spotlight', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8');
  const service = startService(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
    { ...asPostgres, cwd: folder },
  );
  const there = ['-h', '127.0.0.1', '-p', String(port), '-U', 'spotlight'];
  const urlOf = (database: string) => `postgresql://spotlight@127.0.0.1:${port}/${database}`;
  async function start(): Promise<void> {
    service.start();
    const isUp = () => spawnSync(join(programs, 'pg_isready'), [...there, '-t', '1']).status === 0;
    await pollUntil(isUp, { timeoutMs: 60_000, failure: service.output });
  }
  await start();
  return {
    ...service,
    url: urlOf('postgres'),
    programs,
    createDatabase(name) {
      call('createdb', ...there, name);
      return urlOf(name);
    },
    start,
    async stop(): Promise<void> {
      // It ends its children with it; killed, it would leave them.
      await service.kill('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newestPrograms(): string {
  const versions = '/usr/lib/postgresql';
  const newest = readdirSync(versions).sort((one, other) => Number(other) - Number(one))[0];
  return join(versions, newest ?? '', 'bin');
}

/** PostgreSQL refuses to run as root. */
function identityToRunAs(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}
