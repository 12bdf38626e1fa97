import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { system } from './system.ts';

/**
 * Everything that a lab makes lies in network namespaces and a folder that carry its mark, nothing in the machine's own
 * network: with them the bridges, devices and firewall tables inside are gone. The mark names the process, so that what a
 * killed one left behind is known for certain.
 */
const PREFIX = 'spotlight-lab-';

export interface Namespace {
  name: string;
  /** Runs a program inside, to its end. */
  run(program: string, ...args: string[]): string;
  /** Runs the `ip` tool on it. */
  ip(...args: string[]): string;
}

export interface Territory {
  folder: string;
  namespace(role: string): Namespace;
  /** Ends every process inside, and removes all. */
  remove(): void;
}

let serial = 0;

/** Names of its own for one lab network; first removes what labs that were killed have left. */
export function makeTerritory(): Territory {
  removeLeftovers();
  const mark = `${PREFIX}${process.pid}-${startOf(process.pid)}-${serial++}-`;
  const temporary = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), mark));
  // So that browsers and servers leave nothing elsewhere either, however this process ends.
  process.env.TMPDIR = folder;
  const names: string[] = [];

  function remove() {
    process.off('exit', remove);
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    for (const name of names.splice(0)) removeNamespace(name);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  process.on('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    if (process.listenerCount(signal) === 0) process.on(signal, () => process.exit(1));
  return {
    folder,
    namespace(role) {
      const name = mark + role;
      system('ip', 'netns', 'add', name);
      names.push(name);
      const namespace: Namespace = {
        name,
        run: (program, ...args) => system('ip', 'netns', 'exec', name, program, ...args),
        ip: (...args) => system('ip', '-n', name, ...args),
      };
      namespace.run('sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1');
      namespace.ip('link', 'set', 'lo', 'up');
      return namespace;
    },
    remove,
  };
}

function removeLeftovers(): void {
  const isAbandoned = (name: string) => {
    const [, pid, start] = new RegExp(`^${PREFIX}(\\d+)-(\\d+)-`).exec(name) ?? [];
    return pid !== undefined && startOf(Number(pid)) !== start;
  };
  for (const name of namesIn('/run/netns').filter(isAbandoned)) removeNamespace(name);
  for (const name of namesIn(tmpdir()).filter(isAbandoned)) rmSync(join(tmpdir(), name), { recursive: true });
}

function removeNamespace(name: string): void {
  for (const pid of system('ip', 'netns', 'pids', name).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  system('ip', 'netns', 'del', name);
}

/** When a process began, in ticks since the machine did: a number may come again, both together do not. */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
