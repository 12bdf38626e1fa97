import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What the processes of a browser use, read from /proc. */

const MIB = 1024 * 1024;
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Ids of the processes that hold the pages of the browser with this profile. */
export function rendererIds(profileFolder: string): number[] {
  return familyOf(profileFolder).filter((id) => read(`/proc/${id}/cmdline`).includes('--type=renderer'));
}

/** Id of the process through which all that the browser with this profile sends and hears goes, peers included. */
export function networkProcessId(profileFolder: string): number {
  return familyOf(profileFolder).find((id) => read(`/proc/${id}/cmdline`).includes('network.mojom.NetworkService'))!;
}

/** Processor time of this browser and everything under it that lives. */
export function processorSeconds(profileFolder: string): number {
  return familyOf(profileFolder).reduce((sum, id) => sum + secondsOf(id), 0);
}

/** Resident memory of a process that is its own (proportional where shared), in MB of 2^20 bytes. */
export function memoryMb(id: number): number {
  const rollup = read(`/proc/${id}/smaps_rollup`);
  const kilobytes =
    /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${id}/status`))?.[1];
  return (Number(kilobytes ?? 0) * 1024) / MIB;
}

function familyOf(profileFolder: string): number[] {
  const ids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(ids.map((id) => [id, parentOf(id)]));
  const isRoot = (id: number) => {
    const command = read(`/proc/${id}/cmdline`);
    return command.includes(`--user-data-dir=${profileFolder}`) && !command.includes('--type=');
  };
  const family = new Set(ids.filter(isRoot));
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const [id, parent] of parents) if (family.has(parent)) family.add(id);
  }
  return [...family];
}

function parentOf(id: number): number {
  return Number(read(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ')[1] ?? 0);
}

function secondsOf(id: number): number {
  const fields = read(`/proc/${id}/stat`).split(') ').at(-1)!.split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
}

/** Empty when the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
