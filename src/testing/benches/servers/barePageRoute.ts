import Fastify from 'fastify';
import { openPostgres } from '../../../server/adapters/database.ts';

/** One Fastify route that asks the database what `conversations.messages` asks, and does nothing else. */
const { db } = openPostgres(process.env.DATABASE_URL!, 10);
const personColumns = { id: true, username: true, avatar: true } as const;
const app = Fastify();

app.get<{ Querystring: { conversation: string; account: string } }>('/page', async (request) => {
  const { conversation: id, account: accountId } = request.query;
  const row = await db.conversation.findUnique({
    where: { id },
    select: { eventId: true, lastSeq: true, members: { where: { accountId }, select: { lastReadSeq: true } } },
  });
  const isIn = (await db.attendance.count({ where: { eventId: row!.eventId!, accountId } })) > 0;
  if (!isIn) throw new Error('not in');
  const messages = await db.message.findMany({
    where: { conversationId: id },
    orderBy: { seq: 'desc' },
    take: 50,
    include: { author: { select: personColumns } },
  });
  return { messages, lastSeq: row!.lastSeq };
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
console.log('the bare route is ready');
