import { openPostgres } from '../../../server/adapters/database.ts';
import { openRedisLink, whenUp } from '../../../server/adapters/redis/redisLink.ts';
import { toServerSecrets } from '../../../server/core/serverSecrets.ts';
import type { ConversationId } from '../../../shared/core/ids.ts';
import { startApp } from '../../startApp.ts';
import { announceMany } from './announcements.ts';
import { JWT_SECRET } from './nodes.ts';

/** A node of the product's own parts that announces when it is told to: its path from a service to the sockets, alone. */
const log = { debug() {}, info() {}, warn() {}, error: console.error };
const link = openRedisLink({ url: process.env.REDIS_URL!, prefix: 'ours' }, log);
await whenUp(link, 20_000);
const { db } = openPostgres(process.env.DATABASE_URL!, 5);
const node = await startApp(
  { redis: link, db, secrets: toServerSecrets(JWT_SECRET), log },
  {
    beforeListening: ({ app }) => {
      app.post<{ Body: { conversations: ConversationId[]; count: number } }>('/announce', async ({ body }) => {
        await announceMany(body.conversations, body.count, (conversation, payload) =>
          node.adapters.fanout.announce('conversation:message-sent', `conversation:${conversation}`, payload),
        );
        return {};
      });
    },
  },
);
console.log(`the announcing product is ready at ${node.url}`);
