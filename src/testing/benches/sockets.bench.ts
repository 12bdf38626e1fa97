import { rounded } from './benchResult.ts';
import { type Memory, memoryOf, TELLS_MEMORY } from './servers/memory.ts';
import { type MeasuredNode, startBare, startNode } from './servers/nodes.ts';
import { openPopulated } from './servers/people.ts';
import { cpuSeconds, loadNow } from './servers/processFigures.ts';
import { type Own, runBench } from './servers/runBench.ts';
import { startSwarm } from './servers/swarm.ts';

/**
 * What an idle connection needs of a node's memory: signed in, hearing its event and chat, counted as present; over that of a
 * Socket.IO server that does nothing. So many sockets are held at once on each.
 */
const SOCKETS = Number(process.env.BENCH_SOCKETS ?? 10_000);
const AT_ONCE = 200;

const kib = (bytes: number) => (bytes / 1024).toFixed(2);

await runBench(async (own) => {
  const { url, people } = await openPopulated(own, { people: SOCKETS, events: Math.ceil(SOCKETS / 100), messages: 1 });
  const bare = await held(own, await startBare(own, 'bareSockets.ts', {}, { nodeArgs: TELLS_MEMORY }), null);
  console.log(`bare: ${told(bare)}`);
  const node = await startNode(own, { DATABASE_URL: url }, { nodeArgs: TELLS_MEMORY });
  const ours = await held(
    own,
    node,
    people.map(({ cookie }) => cookie),
  );
  console.log(`ours: ${told(ours)}`);
  return {
    bench: 'sockets',
    ours: rounded(ours.each.rss / 1024),
    reference: rounded(bare.each.rss / 1024),
    unit: 'KiB a connection (RSS)',
    ratio: rounded(ours.each.rss / bare.each.rss, 3),
    runs: 1,
    note:
      `${ours.count} sockets held (bare ${bare.count}), opened in ${ours.seconds.toFixed(1)} s; in use ` +
      `${kib(ours.each.used)} KiB each, bare ${kib(bare.each.used)}, ratio ${rounded(ours.each.used / bare.each.used, 3)}; ` +
      `idle they need ${(ours.idle * 100).toFixed(1)} % of a core, bare ${(bare.idle * 100).toFixed(1)} %; ${loadNow()}`,
  };
});

interface Held {
  count: number;
  seconds: number;
  each: Memory;
  /** Share of one core that they need while they do nothing. */
  idle: number;
}

async function held(own: Own, node: MeasuredNode, cookies: string[] | null): Promise<Held> {
  const swarm = startSwarm(own);
  // Once through everything first, so that code and caches that stay are not counted as someone's.
  const all = cookies ?? Array.from({ length: SOCKETS }, () => null);
  await swarm.open([node.url], all.slice(0, 200), AT_ONCE);
  await swarm.closeAll();
  const before = await memoryOf(node);
  const { seconds } = await swarm.open([node.url], all, AT_ONCE);
  const cpuBefore = cpuSeconds(node.pid()!);
  const watchedMs = 10_000;
  await new Promise((resolve) => setTimeout(resolve, watchedMs));
  const idle = (cpuSeconds(node.pid()!) - cpuBefore) / (watchedMs / 1000);
  const after = await memoryOf(node);
  const count = await swarm.count();
  await swarm.closeAll();
  await node.kill('SIGTERM');
  const each = { rss: (after.rss - before.rss) / count, used: (after.used - before.used) / count };
  return { count, seconds, each, idle };
}

function told({ count, seconds, each }: Held): string {
  return `${count} sockets in ${seconds.toFixed(1)} s, ${kib(each.rss)} KiB each, ${kib(each.used)} KiB in use`;
}
