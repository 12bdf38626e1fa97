import { pollUntil } from '../../journeys/support/poll.ts';
import type { MeasuredNode } from './nodes.ts';

/** Arguments with which a server can be asked by `memoryOf`. */
export const TELLS_MEMORY = ['--expose-gc', '--import', './src/testing/benches/servers/tellMemory.mjs'];

export interface Memory {
  /** What the system has given to the process. */
  rss: number;
  /** What is in use on JavaScript's heap and beside it. */
  used: number;
}

/** What a server needs after everything that can be collected was. */
export async function memoryOf(node: MeasuredNode): Promise<Memory> {
  const told = () => [...node.output().matchAll(/^memory (.*)$/gm)];
  const before = told().length;
  process.kill(node.pid()!, 'SIGUSR2');
  await pollUntil(() => told().length > before, { timeoutMs: 30_000, failure: node.output });
  const usage = JSON.parse(told().at(-1)![1]!) as NodeJS.MemoryUsage;
  return { rss: usage.rss, used: usage.heapUsed + usage.external };
}
