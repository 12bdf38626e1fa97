import { randomUUID } from 'node:crypto';
import type { ChatParts } from './announcing.ts';
import { type HttpRequest, loadHttp } from './httpLoad.ts';
import { startNode } from './nodes.ts';
import { cpuSeconds, percentile } from './processFigures.ts';
import { sayNow } from './sentAt.ts';
import { startSwarm } from './swarm.ts';

const SECONDS = 6;
const CONNECTIONS = 8;

/** People write on both nodes without a pause, then half as much; every message must reach every member. */
export async function measureChat({ own, people, settings }: ChatParts, members: number): Promise<{ note: string }> {
  const nodes = await Promise.all([startNode(own, settings), startNode(own, settings)]);
  const swarm = startSwarm(own);
  await swarm.open(
    nodes.map(({ url }) => url),
    people.map(({ cookie }) => cookie),
    50,
  );

  // A person may write once a second, so all of them do in turn.
  let sent = 0;
  const message = (): HttpRequest => {
    const { conversationId, cookie } = people[sent++ % people.length]!;
    const body = JSON.stringify({ conversationId, clientId: randomUUID(), content: sayNow() });
    return { path: '/trpc/conversations.send', headers: { cookie }, body };
  };
  async function write(seconds: number, perSecond?: number) {
    await swarm.listen('conversation:message-sent');
    const cpuBefore = nodes.map((node) => cpuSeconds(node.pid()!));
    const options = { connections: CONNECTIONS, seconds, ...(perSecond ? { perSecond } : {}) };
    const loads = await Promise.all(nodes.map(({ port }) => loadHttp(port, message, options)));
    const written = loads.reduce((sum, { latencies }) => sum + latencies.length, 0);
    const { count, latencies } = await swarm.heard(written * members);
    if (count !== written * members) throw new Error(`${count} deliveries of ${written} messages to ${members} each`);
    const cpu = nodes.reduce((sum, node, index) => sum + cpuSeconds(node.pid()!) - cpuBefore[index]!, 0);
    return { sends: loads.reduce((sum, load) => sum + load.requestsPerSecond, 0), count, cpu, latencies };
  }

  await write(3);
  const full = await write(SECONDS);
  const half = await write(SECONDS, full.sends / nodes.length / 2);
  for (const node of nodes) await node.kill('SIGTERM');
  await swarm.closeAll();
  const ms = (share: number) => percentile(half.latencies, share).toFixed(0);
  return {
    note:
      `${(full.count / full.cpu).toFixed(0)} messages delivered for each second of a core, ${full.sends.toFixed(0)} written a ` +
      `second; at half of that from being sent to being heard p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms`,
  };
}
