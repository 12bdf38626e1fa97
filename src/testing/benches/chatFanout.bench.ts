import { startRedisServer } from '../services/redisServer.ts';
import { median, rounded } from './benchResult.ts';
import { measureAnnouncing } from './servers/announcing.ts';
import { measureChat } from './servers/chatting.ts';
import { openPopulated } from './servers/people.ts';
import { loadNow } from './servers/processFigures.ts';
import { runBench } from './servers/runBench.ts';

/**
 * Chat on two nodes, half of each chat's people on either. The whole path: a procedure writes to PostgreSQL and announces, and
 * every member's socket hears it. And the announcing alone over a bare Socket.IO server with the same adapter and payload.
 * Both are counted for each second of processor that the nodes used, which does not depend on what else the machine does.
 */
const ROUNDS = Number(process.env.BENCH_RUNS ?? 5);
const CHATS = 10;
const MEMBERS = 40;

await runBench(async (own) => {
  const { url, people } = await openPopulated(own, { people: CHATS * MEMBERS, events: CHATS, messages: 1 });
  const redis = await startRedisServer();
  own(() => redis.stop());
  const parts = { own, people, settings: { DATABASE_URL: url, REDIS_URL: redis.url } };

  const chat = await measureChat(parts, MEMBERS);
  console.log(`the whole path: ${chat.note}`);
  const { ours, bare } = await measureAnnouncing(parts, { rounds: ROUNDS, members: MEMBERS });
  return {
    bench: 'chat-fanout',
    ours: rounded(median(ours), 0),
    reference: rounded(median(bare), 0),
    unit: 'messages announced and delivered for each second of a core',
    ratio: rounded(median(ours) / median(bare), 3),
    runs: ours.length,
    note: `the whole path: ${chat.note}; ${CHATS} chats of ${MEMBERS}; ${loadNow()}`,
  };
});
