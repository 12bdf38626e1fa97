import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId, ClientId, ConversationId, EventId } from '../../shared/core/ids.ts';
import { type EventWorld, newEventOf, openEventWorld } from '../../testing/eventWorld.ts';
import { makeMatchesWorld } from '../../testing/matchesWorld.ts';
import { createMessages } from '../conversations/messages.ts';
import type { Database } from '../core/database.ts';
import { addAttendance } from './attendance.ts';

/** Takes the event back at the last moment before it is written to, or referred to. */
const removingFirst = (db: Database) => {
  const remove = (id: string) => db.event.deleteMany({ where: { id } });
  return db.$extends({
    query: {
      event: {
        update: async ({ args, query }) => {
          await remove(args.where.id!);
          return query(args);
        },
      },
      match: {
        create: async ({ args, query }) => {
          await remove(args.data.eventId!);
          return query(args);
        },
      },
    },
  }) as unknown as Database;
};

let world: EventWorld;
let organiser: AccountId;
beforeAll(async () => {
  world = await openEventWorld(removingFirst);
  organiser = await world.person('organiser');
});
afterAll(() => world.close());

const refusal = (code: string) => expect.objectContaining({ code });

it.each([
  [
    'changed',
    (id: EventId) =>
      world.events.update({ ...newEventOf({ eventId: id }), description: null, worldsdcId: null }, organiser),
  ],
  ['given another link', (id: EventId) => world.events.newCode(id, organiser)],
])('an event that was taken back meanwhile is not there to be %s', async (_what, change) => {
  const { id } = await world.event(organiser);
  await expect(change(id)).rejects.toEqual(refusal('events.not_found'));
});

it('nor is it there to be joined, to propose at, or to write in its chat', async () => {
  const gone = randomUUID() as EventId;
  await expect(addAttendance(world.db, gone, organiser)).rejects.toEqual(refusal('events.not_found'));
  const { people, propose } = await makeMatchesWorld({ db: removingFirst(world.db) });
  await expect(propose(people[0]!, people[1]!)).rejects.toEqual(refusal('matches.not_at_event'));
  const [conversationId, clientId] = [randomUUID() as ConversationId, randomUUID() as ClientId];
  const message = { conversationId, clientId, kind: 'text' as const, content: 'Hello' };
  const sent = createMessages(world).write(message, organiser);
  await expect(sent).rejects.toEqual(refusal('conversations.not_found'));
});
