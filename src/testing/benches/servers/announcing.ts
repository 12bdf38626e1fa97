import { startBare } from './nodes.ts';
import type { BenchPerson } from './people.ts';
import { cpuSeconds } from './processFigures.ts';
import type { Own } from './runBench.ts';
import { startSwarm } from './swarm.ts';

export interface ChatParts {
  own: Own;
  people: BenchPerson[];
  /** Where the nodes find PostgreSQL and Redis. */
  settings: Record<string, string>;
}

const ANNOUNCED = 1000;
/** On a busy machine fewer rounds are better than none. */
const ROUNDS_END_AFTER_MS = 60_000;

/** Announces on two nodes of either kind in turn; deliveries for each second of processor, one figure a round. */
export async function measureAnnouncing(parts: ChatParts, { rounds, members }: { rounds: number; members: number }) {
  const [ours, bare] = await Promise.all([
    openSide(parts, 'announcingProduct.ts', ({ cookie }) => cookie),
    openSide(parts, 'announcingBare.ts', ({ conversationId }) => conversationId),
  ]);
  const figures = { ours: [] as number[], bare: [] as number[] };
  for (const side of [ours, bare]) await side.announce(members);
  const endAtMs = performance.now() + ROUNDS_END_AFTER_MS;
  for (let round = 0; round < rounds && (round === 0 || performance.now() < endAtMs); round++) {
    // The order changes, for what one leaves behind the other has to bear.
    const sides = [
      () => ours.announce(members).then((rate) => figures.ours.push(rate)),
      () => bare.announce(members).then((rate) => figures.bare.push(rate)),
    ];
    for (const measure of round % 2 === 0 ? sides : sides.reverse()) await measure();
    console.log(
      `round ${round + 1}: ${figures.ours.at(-1)!.toFixed(0)} a core second, bare ${figures.bare.at(-1)!.toFixed(0)}`,
    );
  }
  return figures;
}

async function openSide(
  { own, people, settings }: ChatParts,
  program: string,
  cookieOf: (person: BenchPerson) => string,
) {
  const nodes = await Promise.all([startBare(own, program, settings), startBare(own, program, settings)]);
  const swarm = startSwarm(own);
  await swarm.open(
    nodes.map(({ url }) => url),
    people.map(cookieOf),
    50,
  );
  const conversations = [...new Set(people.map(({ conversationId }) => conversationId))];
  const cpu = () => nodes.reduce((sum, node) => sum + cpuSeconds(node.pid()!), 0);

  return {
    async announce(members: number): Promise<number> {
      await swarm.listen('conversation:message-sent');
      const before = cpu();
      // Both nodes announce, as both would be asked to send.
      await Promise.all(nodes.map(({ url }) => tell(url, { conversations, count: ANNOUNCED / nodes.length })));
      const { count } = await swarm.heard(ANNOUNCED * members);
      return count / (cpu() - before);
    },
  };
}

async function tell(url: string, what: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/announce`, { method: 'POST', headers, body: JSON.stringify(what) });
  if (!answer.ok) throw new Error(await answer.text());
}
