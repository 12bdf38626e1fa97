import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId, MatchId } from '../../shared/core/ids.ts';
import { type EventWorld, openEventWorld } from '../../testing/eventWorld.ts';

let world: EventWorld;
beforeAll(async () => {
  world = await openEventWorld();
});
afterAll(() => world.close());

const arrive = (account: AccountId) =>
  world.presence.keep(account, randomUUID(), new Date(world.clock.now().getTime() + 45_000));

it('those who are here come first, each part by name, with how they stand to the viewer', async () => {
  const [anna, ben, cleo, dora] = [
    await world.person('anna'),
    await world.person('Ben'),
    await world.person('cleo'),
    await world.person('Dora'),
  ];
  const event = await world.event(ben);
  for (const person of [dora, cleo, anna]) await world.events.join(event.id, person);
  for (const person of [cleo, dora]) await arrive(person);
  const asked = { id: randomUUID() as MatchId, state: 'proposed' as const, isProposer: false };
  world.matches.set(dora, asked);

  const page = await world.events.attendees({ eventId: event.id, limit: 10 }, anna);
  expect(page).toMatchObject({ hereCount: 2, nextCursor: null });
  expect(page.attendees).toMatchObject([
    { username: 'cleo', isHere: true, isOrganiser: false, match: null },
    { username: 'Dora', isHere: true, match: asked },
    { username: 'anna', isHere: false },
    { username: 'Ben', isHere: false, isOrganiser: true },
  ]);
  expect(Object.keys(page.attendees[0]!).sort()).toEqual(
    ['avatarUrl', 'id', 'isHere', 'isOrganiser', 'match', 'username'].sort(),
  );
});

it('pages follow each other without gap or overlap', async () => {
  const people = await world.people(13, 'dancer');
  const event = await world.event(people[0]!);
  for (const person of people) await world.events.join(event.id, person);
  for (const person of people.slice(9)) await arrive(person);

  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.events.attendees({ eventId: event.id, limit: 3, cursor }, people[0]!);
    names.push(...page.attendees.map(({ username }) => username.slice(-2)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(names).toEqual(['09', '10', '11', '12', '00', '01', '02', '03', '04', '05', '06', '07', '08']);
});

it('whoever does not attend a listed event learns nothing of its people', async () => {
  const [organiser, stranger] = await world.people(2, 'guest');
  const event = await world.event(organiser!);
  const asking = world.events.attendees({ eventId: event.id, limit: 10 }, stranger!);
  await expect(asking).rejects.toMatchObject({ code: 'events.not_attending' });
});

it('a cursor that no page gave is refused', async () => {
  const [organiser] = await world.people(1, 'curious');
  const event = await world.event(organiser!);
  const asking = world.events.attendees({ eventId: event.id, limit: 10, cursor: 'x' }, organiser!);
  await expect(asking).rejects.toMatchObject({ code: 'request.invalid' });
});
