import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** USER_HZ, which Linux fixes for programs. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor that a process has used since it began. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** How busy the machine was while it was measured: what a figure has to be read with. */
export const loadNow = () => `load ${loadavg()[0]!.toFixed(1)}`;

export const percentile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
