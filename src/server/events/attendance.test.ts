import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventId } from '../../shared/core/ids.ts';
import { type EventWorld, openEventWorld } from '../../testing/eventWorld.ts';

// PGlite is one connection; these are races only with TEST_DATABASE_URL, and must hold there.
let world: EventWorld;
beforeAll(async () => {
  world = await openEventWorld();
});
afterAll(() => world.close());

async function counts(id: EventId) {
  const event = await world.db.event.findUniqueOrThrow({
    where: { id },
    include: { _count: { select: { attendances: true } } },
  });
  return { counted: event.participantsCount, attending: event._count.attendances };
}

it('fifty joins of one person at once count once', async () => {
  const [organiser, person] = await world.people(2, 'once');
  const event = await world.event(organiser!);
  await Promise.all(Array.from({ length: 50 }, () => world.events.join(event.id, person!)));
  expect(await counts(event.id)).toEqual({ counted: 2, attending: 2 });
});

it('fifty people who join at once are all counted', async () => {
  const [organiser, ...people] = await world.people(51, 'crowd');
  const event = await world.event(organiser!);
  await Promise.all(people.map((person) => world.events.join(event.id, person)));
  expect(await counts(event.id)).toEqual({ counted: 51, attending: 51 });
});

it('joins and leaves in any order leave the count equal to the membership', async () => {
  const [organiser, ...people] = await world.people(9, 'to and fro');
  const event = await world.event(organiser!);
  await Promise.all(
    Array.from({ length: 160 }, (_, turn) => {
      const person = people[turn % people.length]!;
      return turn % 3 === 1 ? world.events.leave(event.id, person) : world.events.joinByCode(event.code!, person);
    }),
  );
  const { counted, attending } = await counts(event.id);
  expect(counted).toBe(attending);
});
