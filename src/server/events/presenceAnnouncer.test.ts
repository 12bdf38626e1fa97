import { beforeEach, expect, it } from 'vitest';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import type { Topic } from '../core/ports.ts';
import { MOST_NAMED, makePresenceAnnouncer } from './presenceAnnouncer.ts';

const hall: Topic = `event:${'hall' as EventId}`;
const anna: Topic = `account:${'anna' as AccountId}`;
const came = (name: string | number) => ({ accountId: String(name) as AccountId, isHere: true });
const went = (name: string | number) => ({ ...came(name), isHere: false });

let fanout: ReturnType<typeof makeRecordedFanout>;
let announcer: ReturnType<typeof makePresenceAnnouncer>;
const told = () => fanout.told.splice(0).map(({ to, payload }) => ({ to, ...(payload as object) }));
beforeEach(() => {
  fanout = makeRecordedFanout();
  announcer = makePresenceAnnouncer(fanout.announce);
});

it('tells one that comes by itself at once, to all topics together', () => {
  announcer.note([hall, anna], came('ben'));
  expect(told()).toEqual([{ to: [hall, anna], changes: [came('ben')] }]);
  announcer.flush();
  expect(told()).toEqual([]);
});

it('tells what follows together, and the last of what changed twice', () => {
  announcer.note([hall], came('ben'));
  told();
  for (const change of [came('cleo'), went('ben'), came('dora'), went('cleo')]) announcer.note([hall, anna], change);
  // Nobody had told Anna anything before.
  expect(told()).toEqual([{ to: [anna], changes: [came('cleo')] }]);
  announcer.flush();
  expect(told()).toEqual([
    { to: [hall], changes: [went('cleo'), went('ben'), came('dora')] },
    { to: [anna], changes: [went('ben'), came('dora'), went('cleo')] },
  ]);
});

it('does not name more than a screen could make use of', () => {
  for (let n = 0; n <= MOST_NAMED; n++) announcer.note([hall], came(n));
  announcer.flush();
  expect(told().at(-1)).toMatchObject({ changes: { length: MOST_NAMED } });
  for (let n = 0; n <= MOST_NAMED; n++) announcer.note([hall], went(n));
  announcer.flush();
  expect(told()).toEqual([{ to: [hall], changes: null }]);
});

it('tells the next one at once again when it has been quiet for a moment', () => {
  announcer.note([hall], came('ben'));
  announcer.flush();
  told();
  announcer.note([hall], came('cleo'));
  expect(told()).toEqual([{ to: [hall], changes: [came('cleo')] }]);
});
