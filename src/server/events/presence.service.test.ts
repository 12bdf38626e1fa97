import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, EventId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { makeMemoryPresence } from '../adapters/memoryPresence.ts';
import { createPresenceService, type PresenceService, presenceTimes } from './presence.service.ts';

const [anna, ben, cleo] = [randomUUID() as AccountId, randomUUID() as AccountId, randomUUID() as AccountId];
const hall = randomUUID() as EventId;
let world: ReturnType<typeof makeWorld>;
let presence: PresenceService;

function makeWorld() {
  const clock = makeFakeClock();
  const fanout = makeRecordedFanout();
  const warnings: string[] = [];
  const shared = makeMemoryPresence(clock);
  const node = () =>
    createPresenceService({
      presence: shared,
      clock,
      fanout,
      log: { debug() {}, info() {}, error() {}, warn: (_facts, text) => void warnings.push(text) },
      attendedEventIds: async (account) => (account === anna ? [hall] : []),
      matchPartnerIds: async (account) => (account === anna ? [cleo] : []),
    });
  return {
    clock,
    fanout,
    warnings,
    node,
    told: () => fanout.told.splice(0).flatMap(({ payload }) => (payload as { changes: object[] }).changes),
  };
}

beforeEach(() => {
  world = makeWorld();
  presence = world.node();
});

const tab = (id: string, accountId = anna) => ({ id, accountId });
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    world.clock.move(1000);
    await presence.sweep();
  }
}

it('tells an arrival to those who share an event or a match, to no one else', async () => {
  await presence.connected(tab('1'));
  expect(world.fanout.told).toEqual([
    {
      name: 'presence:changed',
      to: [`event:${hall}`, `account:${cleo}`],
      payload: { changes: [{ accountId: anna, isHere: true }] },
    },
  ]);
  await presence.connected(tab('2', ben));
  // Ben shares nothing with anyone; an announcement to no topic at all could be taken for one to everyone.
  expect(world.fanout.told).toHaveLength(1);
});

it('whose socket was cut before it was let in has not been here', async () => {
  await presence.disconnected(tab('1'));
  expect(await presence.hereAmong([anna])).toEqual(new Set());
  await pass(6);
  expect(world.told()).toEqual([]);
});

it('two tabs are one person, who is gone when the second has closed', async () => {
  await presence.connected(tab('1'));
  await presence.connected(tab('2'));
  await presence.disconnected(tab('1'));
  await pass(30);
  expect(world.told()).toEqual([{ accountId: anna, isHere: true }]);
  await presence.disconnected(tab('2'));
  await pass(4);
  expect(world.told()).toEqual([]);
  await pass(2);
  expect(world.told()).toEqual([{ accountId: anna, isHere: false }]);
});

it('a reload does not flicker', async () => {
  await presence.connected(tab('before'));
  await presence.disconnected(tab('before'));
  await pass(3);
  expect(await presence.hereAmong([anna])).toEqual(new Set([anna]));
  await presence.connected(tab('after'));
  await pass(20);
  expect(world.told()).toEqual([{ accountId: anna, isHere: true }]);
});

it('a connection stays for as long as its node beats', async () => {
  await presence.connected(tab('1'));
  await pass(300);
  expect(world.told()).toEqual([{ accountId: anna, isHere: true }]);
  expect(await presence.hereAmong([anna, ben])).toEqual(new Set([anna]));
});

it('the people of a node that died are told as gone by another, once', async () => {
  const dying = world.node();
  await dying.connected(tab('1'));
  const others = [presence, world.node()];
  world.told();
  world.clock.move(46_000);
  await Promise.all(others.map((node) => node.sweep()));
  expect(world.told()).toEqual([{ accountId: anna, isHere: false }]);
});

it('a server that slept with its lid closed does not tell its own people as gone', async () => {
  await presence.connected(tab('1'));
  world.told();
  world.clock.move(3_600_000);
  await presence.sweep();
  expect(world.told()).toEqual([]);
});

describe('a clock that is set back by an hour', () => {
  const setBack = () => world.clock.move(-3_600_000);

  it('does not tell those as gone who are connected, nor keep those who have left', async () => {
    await presence.connected(tab('before'));
    await pass(7);
    setBack();
    await presence.connected(tab('after', ben));
    await presence.connected(tab('both'));
    await presence.disconnected(tab('before'));
    await pass(120);
    expect(world.told()).toEqual([{ accountId: anna, isHere: true }]);
    expect(await presence.hereAmong([anna, ben])).toEqual(new Set([anna, ben]));
    await presence.disconnected(tab('both'));
    await pass(6);
    expect(world.told()).toEqual([{ accountId: anna, isHere: false }]);
  });

  it('is no reason to wait longer for what others say again', async () => {
    await presence.connected(tab('1'));
    world.told();
    await presence.restore();
    setBack();
    await presence.disconnected(tab('1'));
    await pass(presenceTimes.restoreMs / 1000 + 1);
    expect(world.told()).toEqual([{ accountId: anna, isHere: false }]);
  });

  it('does not keep the people of a node that died before', async () => {
    const dying = world.node();
    await dying.connected(tab('1'));
    world.told();
    await pass(10);
    setBack();
    await pass(36);
    expect(world.told()).toEqual([{ accountId: anna, isHere: false }]);
  });
});

it('what was forgotten is said again, without telling anyone, and nobody is told as gone before all have said it', async () => {
  const [other, now] = [world.node(), () => world.clock.now().getTime()];
  await presence.connected(tab('1'));
  await other.connected(tab('2', cleo));
  world.told();
  // As if what both said had been lost, and the last thing known were from long before.
  world.clock.move(60_000);
  const begun = now();
  await presence.restore();
  while (now() - begun < presenceTimes.restoreMs - 1000) {
    world.clock.move(1000);
    await presence.sweep();
  }
  await other.restore();
  await pass(10);
  expect(world.told()).toEqual([]);
  expect(await presence.hereAmong([anna, cleo])).toEqual(new Set([anna, cleo]));
});

it('one that cannot be told does not keep the others from being told', async () => {
  const failing = createPresenceService({
    presence: { keep: async () => true, hereAmong: async () => new Set(), takeGone: async () => [ben, anna] },
    clock: world.clock,
    fanout: world.fanout,
    log: { debug() {}, info() {}, error() {}, warn: (_facts, text) => void world.warnings.push(text) },
    attendedEventIds: async (account) => {
      if (account === ben) throw new Error('no database');
      return [hall];
    },
    matchPartnerIds: async () => [],
  });
  await failing.sweep();
  expect(world.told()).toEqual([{ accountId: anna, isHere: false }]);
  expect(world.warnings).toHaveLength(1);
});
