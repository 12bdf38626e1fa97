import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId } from '../../shared/core/ids.ts';
import type { EventQuery } from '../../shared/events/event.ts';
import { type EventWorld, openEventWorld } from '../../testing/eventWorld.ts';

let world: EventWorld;
let anna: AccountId;
let ben: AccountId;

beforeAll(async () => {
  world = await openEventWorld();
  [anna, ben] = [await world.person('Anna'), await world.person('Ben')];
  const days: [string, string, string, boolean?][] = [
    ['ended long ago', '2026-01-01', '2026-01-02'],
    ['ended yesterday', '2026-05-30', '2026-05-31'],
    ['begins today', '2026-06-01', '2026-06-05'],
    ['ends today', '2026-05-28', '2026-06-01'],
    ['begins tomorrow', '2026-06-02', '2026-06-02'],
    ['next year', '2027-06-01', '2027-06-02'],
    ['secret now', '2026-06-01', '2026-06-02', false],
  ];
  for (const [name, startDate, endDate, listed = true] of days) {
    await world.event(anna, { name, startDate, endDate, listed });
  }
});
afterAll(() => world.close());

const ask = (viewer: AccountId, query: Partial<EventQuery>) =>
  world.events.list({ when: 'now', today: '2026-06-01', limit: 20, ...query }, viewer);
const names = async (viewer: AccountId, query: Partial<EventQuery>) =>
  (await ask(viewer, query)).events.map(({ name }) => name);

it('now, coming and past are a matter of the day where the viewer stands, the nearest first', async () => {
  expect(await names(ben, { when: 'now' })).toEqual(['ends today', 'begins today']);
  expect(await names(ben, { when: 'coming' })).toEqual(['begins tomorrow', 'next year']);
  expect(await names(ben, { when: 'past' })).toEqual(['ended yesterday', 'ended long ago']);
  expect(await names(ben, { when: 'now', today: '2026-06-02' })).toEqual(['begins tomorrow', 'begins today']);
});

it('an unlisted event is in the lists of those who attend it only', async () => {
  expect(await names(anna, { when: 'now' })).toEqual(['ends today', 'secret now', 'begins today']);
  expect((await ask(anna, { when: 'now' })).events.every(({ attending }) => attending)).toBe(true);
});

it('mine are those I attend, whenever they are', async () => {
  expect(await names(ben, { when: 'mine' })).toEqual([]);
  expect(await names(anna, { when: 'mine' })).toHaveLength(7);
});

it('pages follow each other without gap or overlap, also among events of one day', async () => {
  const cleo = await world.person('Cleo');
  for (let index = 0; index < 7; index++) {
    await world.event(cleo, { name: `same day ${index}`, startDate: '2026-08-01', endDate: '2026-08-01' });
  }
  for (const when of ['coming', 'mine'] as const) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask(cleo, { when, limit: 2, cursor });
      seen.push(...page.events.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(when === 'coming' ? 9 : 7);
    expect(new Set(seen).size).toBe(seen.length);
  }
});

it('a cursor that no page gave is refused', async () => {
  for (const cursor of [
    'x',
    '2026-13-45_00000000-0000-0000-0000-000000000000',
    '2026-01-01_nothing',
    `0000-01-01_${anna}`,
  ]) {
    await expect(ask(ben, { cursor })).rejects.toMatchObject({ code: 'request.invalid' });
  }
});
