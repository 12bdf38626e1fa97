import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, SessionId, TransferId } from '../../../shared/core/ids.ts';
import { openTestRedis, type TestRedis } from '../../../testing/services/testRedis.ts';
import { settled } from '../../../testing/settled.ts';
import type { Revocation } from '../../accounts/revocations.ts';
import { budgets } from '../../core/budgets.ts';
import type { Log } from '../../core/ports.ts';
import { makeRedisLiveState } from '../liveState.ts';
import { openRedisLink, type RedisLink, redisTimes } from './redisLink.ts';

const clock = { now: () => new Date() };
const inAMinute = () => new Date(Date.now() + 60_000);
let redis: TestRedis;
let link: RedisLink;
let backs: number;
let logged: string[];
const log: Log = {
  debug() {},
  info: (_facts, text) => void logged.push(text),
  warn: (_facts, text) => void logged.push(text),
  error: (_facts, text) => void logged.push(text),
};

beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  backs = 0;
  logged = [];
  link = await redis.link(randomUUID(), log);
  link.onBack(() => {
    backs++;
  });
  return () => link.close();
});

const away = {
  killed: { begin: () => redis.server.kill(), end: () => redis.server.start() },
  hung: { begin: async () => redis.server.pause(), end: async () => redis.server.resume() },
};

describe.each(Object.entries(away))('a Redis that is %s', (_how, { begin, end }) => {
  async function whileAway(work: () => Promise<void>, notice: () => void = ask): Promise<void> {
    await begin();
    try {
      notice();
      await settled(() => expect(link.isUp()).toBe(false));
      await work();
    } finally {
      await end();
    }
    await settled(() => expect(link.isUp()).toBe(true));
  }
  // Whoever asks finds out sooner than the next look would.
  const ask = () => void link.ask((client) => client.ping()).catch(() => {});
  const onlyWait = () => {};

  it('holds nobody up, is told to the log once, and is found again without a restart', async () => {
    await whileAway(async () => {
      const begun = performance.now();
      for (let attempt = 0; attempt < 50; attempt++)
        await expect(link.ask((client) => client.ping())).rejects.toThrow();
      // Fifty that each waited for an answer would take more than a minute.
      expect(performance.now() - begun).toBeLessThan(redisTimes.answerMs * 5);
      expect(backs).toBe(0);
    }, onlyWait);
    expect(await link.ask((client) => client.ping())).toBe('PONG');
    expect(backs).toBe(1);
    expect(logged).toEqual(['redis is away: going on with what this node knows', 'redis is back']);
  });

  it('leaves budgets that this node counts by itself', async () => {
    const { limits } = makeRedisLiveState(link, clock);
    const key = randomUUID();
    await whileAway(async () => {
      for (let attempt = 0; attempt < budgets.login.points; attempt++) await limits.spend('login', key);
      await expect(limits.spend('login', key)).rejects.toMatchObject({ code: 'request.rate_limited' });
    });
    await limits.spend('login', key);
  });

  it('keeps no answer meanwhile, and believes none afterwards that changed meanwhile', async () => {
    const { cache } = makeRedisLiveState(link, clock);
    let truth = 'before';
    const ask = () => cache.answer('events', 'list', async () => truth);
    await cache.changed('events');
    expect(await ask()).toBe('before');
    truth = 'not asked for';
    expect(await ask()).toBe('before');
    await whileAway(async () => {
      truth = 'meanwhile';
      expect(await ask()).toBe('meanwhile');
      truth = 'after';
      expect(await ask()).toBe('after');
      await cache.changed('events');
    });
    expect(await ask()).toBe('after');
  });

  it('leaves those here who are connected to this node, and has them again with the next heartbeat', async () => {
    const { presence, roster } = makeRedisLiveState(link, clock);
    const [anna, ben] = [randomUUID() as AccountId, randomUUID() as AccountId];
    const [transfer, device] = [randomUUID() as TransferId, randomUUID() as never];
    await presence.keep(anna, 'tab', inAMinute());
    await roster.keep(transfer, device, 'tab', inAMinute(), 'gone');
    await whileAway(async () => {
      expect(await presence.hereAmong([anna, ben])).toEqual(new Set([anna]));
      expect(await presence.keep(ben, 'came meanwhile', inAMinute())).toBe(true);
      expect(await presence.hereAmong([anna, ben])).toEqual(new Set([anna, ben]));
      expect(await presence.takeGone()).toEqual([]);
      expect(await roster.isHere(transfer, device)).toBe(true);
      expect(await roster.isHere(transfer, randomUUID() as never)).toBe(false);
    });
    await presence.keep(anna, 'tab', inAMinute());
    await presence.keep(ben, 'came meanwhile', inAMinute());
    expect(await presence.hereAmong([anna, ben])).toEqual(new Set([anna, ben]));
    await roster.keep(transfer, device, 'tab', inAMinute(), 'gone');
    expect(await roster.drop(transfer, device, 'tab')).toBe(true);
  });

  it('never makes an ended session believed: the database answers for it, and fills it again', async () => {
    const [before, meanwhile, alive] = [randomUUID(), randomUUID(), randomUUID()] as [SessionId, SessionId, SessionId];
    const ended: Revocation[] = [];
    const source = {
      readRecent: async () => ended,
      hasEnded: async (session: SessionId) => ended.some((one) => one.session === session),
    };
    const revocations = makeRedisLiveState(link, clock).makeRevocations(clock, source);
    const end_ = async (session: SessionId) => {
      ended.push({ session, until: inAMinute() });
      await revocations.add(session, inAMinute());
    };
    await end_(before);
    expect(await revocations.has(before)).toBe(true);
    await whileAway(async () => {
      expect(await revocations.has(before)).toBe(true);
      await end_(meanwhile);
      expect(await revocations.has(meanwhile)).toBe(true);
      expect(await revocations.has(alive)).toBe(false);
    });
    for (const session of [before, meanwhile]) expect(await revocations.has(session)).toBe(true);
    expect(await revocations.has(alive)).toBe(false);
  });
});

it('a Redis that is not there at the start is found when it comes', async () => {
  await redis.server.kill();
  const early = openRedisLink({ url: redis.server.url, prefix: randomUUID() }, log);
  let isBack = false;
  early.onBack(() => {
    isBack = true;
  });
  try {
    await settled(() => expect(logged).toContain('redis is away: going on with what this node knows'));
    await makeRedisLiveState(early, clock).limits.spend('login', 'anna');
    const subscribed = early.listening.ssubscribe('before it came');
    await redis.server.start();
    await settled(() => expect([early.isUp(), isBack]).toEqual([true, true]));
    expect(await subscribed).toBe(1);
  } finally {
    early.close();
  }
});

it('instants are those of Redis: a node whose clock is wrong ends nobody and keeps nobody too long', async () => {
  const hourAhead = { now: () => new Date(Date.now() + 3_600_000) };
  const prefix = randomUUID();
  const right = makeRedisLiveState(await redis.link(prefix), clock).presence;
  const wrong = makeRedisLiveState(await redis.link(prefix), hourAhead).presence;
  const [anna, ben] = [randomUUID() as AccountId, randomUUID() as AccountId];
  await right.keep(anna, 'tab', inAMinute());
  expect(await wrong.takeGone()).toEqual([]);
  expect(await wrong.hereAmong([anna])).toEqual(new Set([anna]));
  await wrong.keep(ben, 'tab', new Date(hourAhead.now().getTime() + 50));
  await settled(async () => expect(await right.takeGone()).toEqual([ben]));
});

it('everything that is kept in Redis ends by itself', async () => {
  const prefix = randomUUID();
  const own = await redis.link(prefix);
  const live = makeRedisLiveState(own, clock);
  await live.presence.keep(randomUUID() as AccountId, 'tab', inAMinute());
  await live.roster.keep(randomUUID() as TransferId, randomUUID() as never, 'tab', inAMinute(), 'gone');
  await live.limits.spend('login', 'anna');
  const source = { readRecent: async () => [], hasEnded: async () => false };
  const revocations = live.makeRevocations(clock, source);
  await revocations.add(randomUUID() as SessionId, inAMinute());
  await revocations.has(randomUUID() as SessionId);
  const keys = await own.ask((client) => client.keys(`${prefix}:*`));
  expect(keys).toHaveLength(8);
  for (const key of keys) expect(await own.ask((client) => client.pttl(key)), key).toBeGreaterThan(0);
});
