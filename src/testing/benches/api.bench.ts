import { median, rounded } from './benchResult.ts';
import { loadHttp } from './servers/httpLoad.ts';
import { startBare, startNode } from './servers/nodes.ts';
import { openPopulated } from './servers/people.ts';
import { cpuSeconds, loadNow, percentile } from './servers/processFigures.ts';
import { runBench } from './servers/runBench.ts';

/**
 * A page of a chat by `conversations.messages`, over a bare Fastify route that asks the same of the same PostgreSQL by
 * the same client: what sessions, limits, checks of input and output, security headers and tRPC cost on top. Both are
 * processes that run all the time and are asked in turn, so that whatever else the machine does falls on both.
 */
const ROUNDS = Number(process.env.BENCH_RUNS ?? 9);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 16);

await runBench(async (own) => {
  const { url, people } = await openPopulated(own, { people: 400, events: 20, messages: 60 });
  const settings = { DATABASE_URL: url };
  const [product, bare] = await Promise.all([startNode(own, settings), startBare(own, 'barePageRoute.ts', settings)]);

  // Each asks from an address of their own, as behind a proxy: neither their budget nor an address's is used up.
  const asPerson = (index: number) => people[index % people.length]!;
  const ofProduct = (index: number) => {
    const { conversationId, cookie } = asPerson(index);
    const input = encodeURIComponent(JSON.stringify({ conversationId, limit: 50 }));
    const address = `10.0.${Math.floor(index / 100) % 256}.${index % 100}`;
    return { path: `/trpc/conversations.messages?input=${input}`, headers: { cookie, 'x-forwarded-for': address } };
  };
  const ofBare = (index: number) => {
    const { conversationId, accountId } = asPerson(index);
    return { path: `/page?conversation=${conversationId}&account=${accountId}` };
  };
  const sides = [
    { node: product, request: ofProduct, rates: [] as number[], cpu: [] as number[], latencies: [] as number[] },
    { node: bare, request: ofBare, rates: [] as number[], cpu: [] as number[], latencies: [] as number[] },
  ] as const;

  // Not compiled yet, neither is what it will be.
  for (const { node, request } of sides) {
    await loadHttp(node.port, request, { connections: CONNECTIONS, seconds: 3 * SECONDS });
  }
  for (let round = 0; round < ROUNDS; round++) {
    // The order changes, for what one leaves behind the other has to bear.
    for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
      const before = cpuSeconds(side.node.pid()!);
      const figures = await loadHttp(side.node.port, side.request, { connections: CONNECTIONS, seconds: SECONDS });
      side.rates.push(figures.requestsPerSecond);
      side.latencies.push(...figures.latencies);
      side.cpu.push(((cpuSeconds(side.node.pid()!) - before) / figures.latencies.length) * 1000);
    }
    console.log(
      `round ${round + 1}: ${sides.map(({ rates }) => `${rates.at(-1)!.toFixed(0)} requests/s`).join(', bare ')}`,
    );
  }
  const [ours, reference] = sides.map(({ rates }) => median(rates)) as [number, number];
  const cpu = sides.map((side) => median(side.cpu).toFixed(2));
  const p99 = sides.map(({ latencies }) =>
    percentile(
      latencies.sort((a, b) => a - b),
      0.99,
    ).toFixed(0),
  );
  return {
    bench: 'api',
    ours: rounded(ours, 0),
    reference: rounded(reference, 0),
    unit: 'requests/s',
    ratio: rounded(ours / reference, 3),
    runs: ROUNDS,
    note:
      `a page of 50 messages, ${CONNECTIONS} connections, rounds of ${SECONDS} s in turn; processor for one request ` +
      `${cpu[0]} ms, bare ${cpu[1]} ms; p99 ${p99[0]} ms, bare ${p99[1]} ms; Node ${process.version}, ${loadNow()}`,
  };
});
