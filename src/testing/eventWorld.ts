import { randomUUID } from 'node:crypto';
import { makeMemoryAnswerCache } from '../server/adapters/answerCache.ts';
import { makeMemoryPresence } from '../server/adapters/memoryPresence.ts';
import type { Database } from '../server/core/database.ts';
import { createEventsService } from '../server/events/events.service.ts';
import type { AccountId, ConversationId, EventId } from '../shared/core/ids.ts';
import type { NewEvent } from '../shared/events/event.ts';
import type { MatchSummary } from '../shared/matches/match.ts';
import { makeFakeClock } from './fakeClock.ts';
import { makeRecordedFanout } from './recordedFanout.ts';
import { openTestDatabase } from './testDatabase.ts';

/** The events room alone: a database, which it asks `through` what is given, a clock that stands, a fan-out that remembers, and people to fill it with. */
export async function openEventWorld(through = (db: Database) => db) {
  const { db, close } = await openTestDatabase();
  const clock = makeFakeClock();
  const fanout = makeRecordedFanout();
  const presence = makeMemoryPresence(clock);
  const matches = new Map<AccountId, MatchSummary>();
  const chats = new Map<EventId, ConversationId>();
  const events = createEventsService({
    db: through(db),
    fanout,
    cache: makeMemoryAnswerCache(clock),
    hereAmong: presence.hereAmong,
    matchesBetween: async (_viewer, others) =>
      new Map(others.flatMap((id): [AccountId, MatchSummary][] => (matches.has(id) ? [[id, matches.get(id)!]] : []))),
    conversationOf: async (eventId) => chats.get(eventId) ?? null,
    hasMatches: async () => matches.size > 0,
  });

  async function person(username: string): Promise<AccountId> {
    const id = randomUUID() as AccountId;
    const usernameKey = username.toLowerCase();
    await db.account.create({
      data: { id, username, usernameKey, email: `${usernameKey}@example.org`, passwordHash: '-' },
    });
    return id;
  }

  return {
    db,
    clock,
    fanout,
    presence,
    events,
    matches,
    chats,
    close,
    person,
    people: (count: number, prefix = 'person') =>
      Promise.all(Array.from({ length: count }, (_, index) => person(`${prefix} ${String(index).padStart(3, '0')}`))),
    event: (by: AccountId, fields: Partial<NewEvent> = {}) => events.create(newEventOf(fields), by),
  };
}

export type EventWorld = Awaited<ReturnType<typeof openEventWorld>>;

/** What an organiser would type for a weekend in June. */
export function newEventOf(fields: Partial<NewEvent> = {}): NewEvent {
  return {
    eventId: randomUUID() as EventId,
    name: 'Summer Swing',
    location: 'Old Gym, Leipzig',
    startDate: '2026-06-01',
    endDate: '2026-06-03',
    listed: true,
    ...fields,
  };
}
