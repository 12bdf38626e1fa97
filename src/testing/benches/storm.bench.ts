import { startRedisServer } from '../services/redisServer.ts';
import { median, rounded } from './benchResult.ts';
import { startNode } from './servers/nodes.ts';
import { openPopulated } from './servers/people.ts';
import { cpuSeconds, loadNow, percentile } from './servers/processFigures.ts';
import { runBench } from './servers/runBench.ts';
import { startSwarm } from './servers/swarm.ts';

/**
 * A node is killed, and all its sockets come to another at once, without the delay that browsers draw: the seconds until the
 * last of them is signed in, hears its event and chat, and was told that it is ready.
 */
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const SOCKETS = Number(process.env.BENCH_SOCKETS ?? 2000);
const REFERENCE_SECONDS = 10;

await runBench(async (own) => {
  const { url, people } = await openPopulated(own, { people: SOCKETS, events: Math.ceil(SOCKETS / 200), messages: 1 });
  const redis = await startRedisServer();
  own(() => redis.stop());
  const settings = { DATABASE_URL: url, REDIS_URL: redis.url };
  const swarm = startSwarm(own);
  let dying = await startNode(own, settings);
  await swarm.open(
    [dying.url],
    people.map(({ cookie }) => cookie),
    100,
  );

  const seconds: number[] = [];
  const notes: string[] = [];
  for (let run = 0; run < RUNS; run++) {
    const next = await startNode(own, settings);
    const before = cpuSeconds(next.pid()!);
    await dying.kill();
    const storm = await swarm.storm(next.url);
    const count = await swarm.count();
    if (count !== SOCKETS) throw new Error(`${count} of ${SOCKETS} sockets are open after the storm`);
    seconds.push(storm.seconds);
    const cpu = cpuSeconds(next.pid()!) - before;
    notes.push(
      `${storm.seconds.toFixed(1)} s, half within ${(percentile(storm.latencies, 0.5) / 1000).toFixed(1)} s, ${cpu.toFixed(1)} s of processor`,
    );
    console.log(`run ${run + 1}: ${notes.at(-1)}`);
    dying = next;
  }
  const ours = median(seconds);
  return {
    bench: 'storm',
    ours: rounded(ours),
    reference: REFERENCE_SECONDS,
    unit: 's',
    ratio: rounded(ours / REFERENCE_SECONDS, 3),
    runs: RUNS,
    note: `${SOCKETS} sockets of a killed node at another at once, with Redis and PostgreSQL on this machine; ${notes.join('; ')}; ${loadNow()}`,
  };
});
