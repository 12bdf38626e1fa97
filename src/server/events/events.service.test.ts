import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, ConversationId, EventId } from '../../shared/core/ids.ts';
import { type EventWorld, newEventOf, openEventWorld } from '../../testing/eventWorld.ts';
import type { AttendanceListener } from './events.service.ts';

let world: EventWorld;
let anna: AccountId;
let ben: AccountId;
let cleo: AccountId;
const heard: Parameters<AttendanceListener>[0][] = [];
let failure: Error | null = null;

beforeAll(async () => {
  world = await openEventWorld();
  [anna, ben, cleo] = [await world.person('Anna'), await world.person('Ben'), await world.person('Cleo')];
  world.events.onAttendanceChanged(async (change) => {
    if (failure) throw failure;
    heard.push(change);
  });
});
afterAll(() => world.close());
beforeEach(() => {
  heard.length = 0;
  failure = null;
  world.fanout.told.length = 0;
  world.fanout.subscriptions.length = 0;
});

const refused = (code: string) => expect.objectContaining({ code });
const countOf = async (id: EventId) => (await world.db.event.findUniqueOrThrow({ where: { id } })).participantsCount;

describe('making an event', () => {
  it('its maker attends and organises it, and hears of it', async () => {
    const event = await world.event(anna, { description: 'Bring shoes.' });
    expect(event).toMatchObject({
      name: 'Summer Swing',
      location: 'Old Gym, Leipzig',
      startDate: '2026-06-01',
      endDate: '2026-06-03',
      description: 'Bring shoes.',
      participantsCount: 1,
      attending: true,
      isOrganiser: true,
      code: expect.stringMatching(/^[a-z2-9]{14}$/),
    });
    expect(heard).toEqual([{ eventId: event.id, accountId: anna, attending: true }]);
    expect(world.fanout.subscriptions).toEqual([`+${anna} event:${event.id}`]);
  });

  it('sending it again, also at the same time, makes one event', async () => {
    const wanted = newEventOf();
    const made = await Promise.all([1, 2, 3].map(() => world.events.create(wanted, anna)));
    expect(new Set(made.map((event) => event.code)).size).toBe(1);
    expect(await countOf(wanted.eventId)).toBe(1);
  });

  it("an id that is someone else's event says nothing of it", async () => {
    const event = await world.event(anna, { listed: false });
    await expect(world.event(ben, { eventId: event.id })).rejects.toEqual(refused('events.not_found'));
    expect(await countOf(event.id)).toBe(1);
  });

  it('cannot end before it starts', async () => {
    const days = { startDate: '2026-06-02', endDate: '2026-06-01' };
    await expect(world.event(anna, days)).rejects.toEqual(refused('events.ends_before_start'));
  });

  it('a WorldSDC number belongs to one event', async () => {
    await world.event(anna, { worldsdcId: 'sdc-1' });
    await expect(world.event(ben, { worldsdcId: 'sdc-1' })).rejects.toEqual(refused('events.worldsdc_id_taken'));
    const other = await world.event(ben);
    const change = { ...newEventOf(), eventId: other.id, description: null, worldsdcId: 'sdc-1' };
    await expect(world.events.update(change, ben)).rejects.toEqual(refused('events.worldsdc_id_taken'));
  });
});

describe('joining and leaving', () => {
  it('whoever joins sees code and chat, is counted, and is told to the others', async () => {
    const event = await world.event(anna);
    world.chats.set(event.id, randomUUID() as ConversationId);
    expect(await world.events.get(event.id, ben)).toMatchObject({ attending: false, code: null, conversationId: null });

    world.fanout.told.length = 0;
    const joined = await world.events.join(event.id, ben);
    expect(joined).toMatchObject({ attending: true, isOrganiser: false, participantsCount: 2, code: event.code });
    expect(joined.conversationId).toBe(world.chats.get(event.id));
    expect(world.fanout.told).toEqual([
      {
        name: 'event:attendance-changed',
        to: [`event:${event.id}`, `account:${ben}`],
        payload: { eventId: event.id, accountId: ben, attending: true, participantsCount: 2 },
      },
    ]);
    expect(world.fanout.subscriptions).toContain(`+${ben} event:${event.id}`);
  });

  it('joining twice counts once and is told once', async () => {
    const event = await world.event(anna);
    await world.events.join(event.id, ben);
    await world.events.join(event.id, ben);
    expect(await countOf(event.id)).toBe(2);
    expect(
      world.fanout.told.filter(({ payload }) => (payload as { accountId: string }).accountId === ben),
    ).toHaveLength(1);
  });

  it('a join whose follow-up failed is completed by sending it again', async () => {
    const event = await world.event(anna);
    failure = new Error('the chat is not there yet');
    await expect(world.events.join(event.id, ben)).rejects.toBe(failure);
    failure = null;
    await world.events.join(event.id, ben);
    expect(heard.at(-1)).toEqual({ eventId: event.id, accountId: ben, attending: true });
    expect(await countOf(event.id)).toBe(2);
  });

  it('whoever leaves is no longer counted and hears no more, and leaving twice is leaving once', async () => {
    const event = await world.event(anna);
    await world.events.join(event.id, ben);
    await world.events.leave(event.id, ben);
    await world.events.leave(event.id, ben);
    expect(await countOf(event.id)).toBe(1);
    expect(world.fanout.told.at(-1)).toMatchObject({
      to: [`event:${event.id}`, `account:${ben}`],
      payload: { accountId: ben, attending: false, participantsCount: 1 },
    });
    expect(world.fanout.subscriptions).toContain(`-${ben} event:${event.id}`);
    expect(heard.at(-1)).toEqual({ eventId: event.id, accountId: ben, attending: false });
    expect(await world.events.isAttending(event.id, ben)).toBe(false);
  });

  it('an organiser stays', async () => {
    const event = await world.event(anna);
    await expect(world.events.leave(event.id, anna)).rejects.toEqual(refused('events.organiser_cannot_leave'));
    expect(await countOf(event.id)).toBe(1);
  });
});

describe('an unlisted event', () => {
  it('does not exist for those who do not attend', async () => {
    const event = await world.event(anna, { listed: false });
    const nothing = refused('events.not_found');
    await expect(world.events.get(event.id, ben)).rejects.toEqual(nothing);
    await expect(world.events.join(event.id, ben)).rejects.toEqual(nothing);
    await expect(world.events.attendees({ eventId: event.id, limit: 10 }, ben)).rejects.toEqual(nothing);
    await expect(world.events.newCode(event.id, ben)).rejects.toEqual(nothing);
    await expect(world.events.get(randomUUID() as EventId, ben)).rejects.toEqual(nothing);
    await expect(world.events.leave(event.id, ben)).resolves.toBeUndefined();
    expect(await countOf(event.id)).toBe(1);
  });

  it('is joined by its link, which shows name, place and days to anyone', async () => {
    const event = await world.event(anna, { listed: false });
    const invitation = {
      name: 'Summer Swing',
      location: 'Old Gym, Leipzig',
      startDate: '2026-06-01',
      endDate: '2026-06-03',
    };
    expect(await world.events.peek(event.code!, null)).toEqual({ ...invitation, attendedEventId: null });
    expect(await world.events.peek(event.code!, ben)).toEqual({ ...invitation, attendedEventId: null });
    expect(await world.events.joinByCode(event.code!, ben)).toMatchObject({ id: event.id, attending: true });
    expect(await world.events.peek(event.code!, ben)).toEqual({ ...invitation, attendedEventId: event.id });
  });
});

describe('organising', () => {
  it('a new link ends the old one and keeps who has joined', async () => {
    const event = await world.event(anna);
    await world.events.join(event.id, ben);
    const { code } = await world.events.newCode(event.id, anna);
    expect(code).not.toBe(event.code);
    await expect(world.events.joinByCode(event.code!, cleo)).rejects.toEqual(refused('events.not_found'));
    await expect(world.events.peek(event.code!, null)).rejects.toEqual(refused('events.not_found'));
    expect((await world.events.get(event.id, ben)).code).toBe(code);
    expect(world.fanout.told.at(-1)).toMatchObject({ name: 'event:changed', to: [`event:${event.id}`] });
  });

  it('only the organiser changes an event', async () => {
    const event = await world.event(anna);
    await world.events.join(event.id, ben);
    const change = {
      ...newEventOf(),
      eventId: event.id,
      name: 'Winter Swing',
      description: 'New hall',
      worldsdcId: null,
    };
    await expect(world.events.update(change, ben)).rejects.toEqual(refused('events.not_organiser'));
    await expect(world.events.newCode(event.id, ben)).rejects.toEqual(refused('events.not_organiser'));
    expect(await world.events.update({ ...change, listed: false }, anna)).toMatchObject({
      name: 'Winter Swing',
      description: 'New hall',
      listed: false,
      participantsCount: 2,
      code: event.code,
    });
    const backwards = { ...change, endDate: '2026-05-01' };
    await expect(world.events.update(backwards, anna)).rejects.toEqual(refused('events.ends_before_start'));
  });
});

describe('deleting an event', () => {
  const refusal = (code: string) => expect.objectContaining({ code });

  it('its organiser takes back what nobody else has anything from', async () => {
    const [anna, ben] = await world.people(2, 'deleting');
    const event = await world.event(anna!);
    await world.events.join(event.id, ben!);
    await expect(world.events.remove(event.id, ben!)).rejects.toEqual(refusal('events.not_organiser'));
    await expect(world.events.remove(event.id, anna!)).rejects.toEqual(refusal('events.others_take_part'));
    await world.events.leave(event.id, ben!);
    await world.events.remove(event.id, anna!);
    await world.events.remove(event.id, anna!);
    await expect(world.events.get(event.id, anna!)).rejects.toEqual(refusal('events.not_found'));
    await expect(world.events.joinByCode(event.code!, ben!)).rejects.toEqual(refusal('events.not_found'));
  });

  it('one from which somebody has an exchange stays', async () => {
    const [anna, ben] = await world.people(2, 'exchanging');
    const event = await world.event(anna!);
    world.matches.set(ben!, {} as never);
    await expect(world.events.remove(event.id, anna!)).rejects.toEqual(refusal('events.others_take_part'));
    world.matches.clear();
  });
});

it('two people share an event while both attend it', async () => {
  const [dora, emil] = [await world.person('Dora'), await world.person('Emil')];
  const event = await world.event(dora);
  expect(await world.events.shareEvent(dora, emil)).toBe(false);
  await world.events.join(event.id, emil);
  expect(await world.events.shareEvent(dora, emil)).toBe(true);
  expect(await world.events.attendedEventIds(emil)).toEqual([event.id]);
  expect(await world.events.namesOf([event.id])).toEqual(new Map([[event.id, 'Summer Swing']]));
  await world.events.leave(event.id, emil);
  expect(await world.events.shareEvent(dora, emil)).toBe(false);
});
