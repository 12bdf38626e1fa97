import type { Run } from './bitmap.ts';
import type { BlockRun } from './blocks.ts';

/** The same blocks in as few runs as there can be, in order. */
export function joinRuns(runs: readonly BlockRun[]): BlockRun[] {
  const joined: BlockRun[] = [];
  for (const [file, first, count] of [...runs].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = joined.at(-1);
    const touches = last && last[0] === file && first <= last[1] + last[2];
    if (touches) last[2] = Math.max(last[2], first + count - last[1]);
    else joined.push([file, first, count]);
  }
  return joined;
}

/** Blocks as runs, in order; one that is named twice counts once. */
export function runsOf(blocks: readonly { file: number; block: number }[]): BlockRun[] {
  return joinRuns(blocks.map(({ file, block }) => [file, block, 1]));
}

/** Files as runs of neighbours, in order; one that is named twice counts once. */
export function fileRunsOf(files: readonly number[]): Run[] {
  return joinRuns(files.map((file) => [0, file, 1])).map(([, first, count]) => [first, count]);
}

/** What is left of a run without some of its blocks. */
export function runWithout([file, first, count]: BlockRun, blocks: readonly number[]): BlockRun[] {
  const out = new Set(blocks);
  const left: BlockRun[] = [];
  for (let block = first; block < first + count; block++) if (!out.has(block)) left.push([file, block, 1]);
  return joinRuns(left);
}
