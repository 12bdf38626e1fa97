import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import { openTestRedis, type TestRedis } from '../../../testing/services/testRedis.ts';
import { settled } from '../../../testing/settled.ts';
import { makeRedisUploadLocks } from './redisUploadLocks.ts';
import { describeUploadLocks } from './uploadLocks.contract.ts';

const quick = { leaseMs: 1500, renewMs: 300, askAgainMs: 100 };

describe('on Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await openTestRedis();
  });
  afterAll(() => redis.close());

  async function openTwo(times?: typeof quick) {
    const prefix = randomUUID();
    const [here, there] = [await redis.link(prefix), await redis.link(prefix)];
    return { here, one: makeRedisUploadLocks(here, times), other: makeRedisUploadLocks(there, times) };
  }

  describeUploadLocks('Redis', () => openTwo());

  const patient = { onWanted: () => {}, waitMs: 20_000 };
  const newId = () => randomUUID() as SegmentId;

  test('what a node held when it died is the next one’s once its lease has ended, not before', async () => {
    const { here, one, other } = await openTwo(quick);
    const id = newId();
    await one.acquire(id, patient);
    // Nothing of this node reaches Redis any more.
    here.close();
    const begun = performance.now();
    const release = await other.acquire(id, patient);
    expect(performance.now() - begun).toBeGreaterThan(quick.leaseMs / 3);
    await release();
  });

  test('a lock is kept for longer than its lease while its holder lives', async () => {
    const { one, other } = await openTwo(quick);
    const id = newId();
    const onWanted = vi.fn();
    const release = await one.acquire(id, { ...patient, onWanted });
    const waiting = other.acquire(id, { ...patient, waitMs: 2 * quick.leaseMs });
    await expect(waiting).rejects.toMatchObject({ code: 'relay.busy' });
    expect(onWanted).toHaveBeenCalledTimes(1);
    await release();
  });

  test('a holder that Redis does not answer is asked to let go before another can have it, and none is given', async () => {
    const { one, other } = await openTwo(quick);
    const id = newId();
    const onWanted = vi.fn();
    const release = await one.acquire(id, { ...patient, onWanted });
    redis.server.pause();
    try {
      await expect(other.acquire(id, { ...patient, waitMs: 200 })).rejects.toMatchObject({ code: 'relay.busy' });
      await settled(() => expect(onWanted).toHaveBeenCalled());
    } finally {
      redis.server.resume();
    }
    await release();
    await (await other.acquire(id, patient))();
  });

  test('a Redis that forgot everything gives the lock to the one that has it', async () => {
    const { here, one, other } = await openTwo(quick);
    const id = newId();
    const release = await one.acquire(id, patient);
    await redis.server.kill();
    await redis.server.start();
    await settled(async () => expect(await here.ask((asking) => asking.exists(here.key('upload', id)))).toBe(1));
    await expect(other.acquire(id, { ...patient, waitMs: 50 })).rejects.toMatchObject({ code: 'relay.busy' });
    await release();
  });
});
