import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** What the processes of a browser use, read from /proc. */

interface ProcessInfo {
  id: number;
  parentId: number;
  command: string;
}

const MIB = 1024 * 1024;
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Ids of the processes that hold the pages of this browser. */
export async function rendererIds(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Processor time of the browser and everything under it. */
export async function processorSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const root = processInfo.find(({ type }) => type === 'browser')?.id;
  return root === undefined ? 0 : familyOf(root).reduce((sum, id) => sum + secondsOf(id), 0);
}

/** Resident memory of a process that is its own (proportional where shared), in MB of 2^20 bytes. */
export function memoryMb(id: number): number {
  const rollup = read(`/proc/${id}/smaps_rollup`);
  const kilobytes =
    /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${id}/status`))?.[1];
  return (Number(kilobytes ?? 0) * 1024) / MIB;
}

function familyOf(root: number): number[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => infoOf(Number(name)));
  const family = new Set([root]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { id, parentId } of processes) if (family.has(parentId)) family.add(id);
  }
  return [...family];
}

function infoOf(id: number): ProcessInfo {
  const [command = '', rest = ''] = read(`/proc/${id}/stat`).split(/\) /s);
  return { id, command, parentId: Number(rest.split(' ')[1] ?? 0) };
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
