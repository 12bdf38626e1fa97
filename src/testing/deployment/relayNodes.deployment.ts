import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TransferId } from '../../shared/core/ids.ts';
import { type NewSegment, SEALED_BLOCK_BYTES } from '../../shared/transfers/relay.ts';
import { newSegmentOf, type PersonAtRelay, refusalOf, signUpAtRelay } from '../relayClient.ts';
import { openSharedBucket, openSharedFolder, type SharedStore, startRelayCluster } from '../relayCluster.ts';
import { settled } from '../settled.ts';
import { makeTransferRow } from '../transferRows.ts';

/** Twenty-four blocks, 6 MiB: several pieces of a bucket. */
const blockCount = 24;
const sizeBytes = blockCount * SEALED_BLOCK_BYTES;
const START_LIMIT_MS = 300_000;

const stores: [string, () => Promise<SharedStore>][] = [
  ['a shared folder', openSharedFolder],
  ['a bucket', openSharedBucket],
];

describe.each(stores)('[R15] two nodes over %s', (_name, openStore) => {
  let store: SharedStore;
  let cluster: Awaited<ReturnType<typeof startRelayCluster>>;
  let anna: PersonAtRelay;
  let ben: PersonAtRelay;
  let transferId: TransferId;
  let segment: NewSegment;
  const whole = randomBytes(sizeBytes);

  beforeAll(async () => {
    store = await openStore();
    cluster = await startRelayCluster(store);
    // Signed up beside the nodes; what they send goes to the first one, if no other is named.
    const server = { ...cluster.beside, url: cluster.one.url };
    anna = await signUpAtRelay(server, 'anna');
    ben = await signUpAtRelay(server, 'ben');
  }, START_LIMIT_MS);
  afterAll(async () => {
    await cluster?.close();
    await store?.close();
  });
  beforeEach(async () => {
    transferId = await makeTransferRow(cluster.db, anna.id, ben.id);
    segment = newSegmentOf(transferId, { blockCount, sizeBytes });
    expect((await anna.create(segment)).status).toBe(201);
  });
  afterEach(() => cluster.db.transfer.deleteMany());

  const at = (node: 'one' | 'two', path: string) => `${cluster[node].url}/relay/${path}`;
  const ofPatch = (offset: number) => ({
    'upload-offset': `${offset}`,
    'content-type': 'application/offset+octet-stream',
  });
  const patchAt = (node: 'one' | 'two', offset: number, body: Uint8Array<ArrayBuffer>) =>
    anna.request('PATCH', at(node, segment.segmentId), ofPatch(offset), body);
  async function offsetAt(node: 'one' | 'two'): Promise<number> {
    const answer = await anna.request('HEAD', at(node, segment.segmentId));
    expect(answer.status).toBe(200);
    return Number(answer.headers.get('upload-offset'));
  }
  async function expectWholeAt(node: 'one' | 'two'): Promise<void> {
    const answer = await ben.request('GET', at(node, `segments/${segment.segmentId}`));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(whole)).toBe(true);
    const range = await ben.request('GET', at(node, `segments/${segment.segmentId}`), {
      range: 'bytes=2000000-4999999',
    });
    expect(range.status).toBe(206);
    expect(Buffer.from(await range.arrayBuffer()).equals(whole.subarray(2_000_000, 5_000_000))).toBe(true);
  }
  /** A request to the first node that has written some of what it was sent, and goes on when the test says so. */
  async function startedAtOne(offset: number) {
    const { upload, status } = anna.slowPatch(segment.segmentId, offset, { 'content-length': `${sizeBytes - offset}` });
    upload.write(whole.subarray(offset, offset + 4_000_000));
    await settled(async () => expect(await store.bytes.size(segment.segmentId)).toBeGreaterThan(offset));
    return { upload, status };
  }
  /** Until a while has passed in which nothing was written. */
  async function untilItWaits(): Promise<void> {
    let last = 0;
    let looks = 0;
    await settled(async () => {
      const size = await store.bytes.size(segment.segmentId);
      looks = size === last ? looks + 1 : 0;
      last = size;
      expect(looks).toBeGreaterThan(20);
    });
  }
  const listed = async () => {
    const ids: string[] = [];
    for await (const { id } of store.bytes.list()) ids.push(id);
    return ids;
  };

  test(
    'an upload whose node is killed in the middle goes on at the other, and nothing acknowledged is lost',
    async () => {
      expect((await patchAt('one', 0, whole.subarray(0, 1_000_000))).headers.get('upload-offset')).toBe('1000000');
      const { status } = await startedAtOne(1_000_000);
      await cluster.one.kill('SIGKILL');
      expect(await status).toBeUndefined();
      try {
        const held = await offsetAt('two');
        expect(held).toBeGreaterThan(1_000_000);
        expect((await patchAt('two', held, whole.subarray(held))).status).toBe(204);
        await expectWholeAt('two');
      } finally {
        await cluster.one.start();
      }
      await expectWholeAt('one');
    },
    START_LIMIT_MS,
  );

  test('an upload under way is let go of when it is asked for at the other node', async () => {
    const { upload, status } = await startedAtOne(0);
    const held = await offsetAt('two');
    expect((await patchAt('two', held, whole.subarray(held))).status).toBe(204);
    upload.destroy();
    await status;
    await expectWholeAt('one');
  });

  test('two nodes that are sent the same at once never mix', async () => {
    const sends = Array.from({ length: 6 }, (_, n) => patchAt(n % 2 ? 'one' : 'two', 0, whole));
    for (const { status } of await Promise.all(sends)) expect([204, 409]).toContain(status);
    const held = await offsetAt('two');
    if (held < sizeBytes) expect((await patchAt('two', held, whole.subarray(held))).status).toBe(204);
    await expectWholeAt('one');
    await expectWholeAt('two');
  });

  test('a node that stood still for longer than its lease adds nothing when it wakes up', async () => {
    const { upload, status } = await startedAtOne(0);
    // A write that is under way would be done on waking, with bytes that in life are there already: here it waits for more.
    await untilItWaits();
    cluster.one.pause();
    try {
      const held = await offsetAt('two');
      // Not the bytes that the sleeper still has before it: it must not put its own in their place.
      whole.subarray(held).reverse();
      expect((await patchAt('two', held, whole.subarray(held))).status).toBe(204);
    } finally {
      cluster.one.resume();
    }
    upload.end(randomBytes(sizeBytes - 4_000_000));
    await status;
    await expectWholeAt('two');
    await expectWholeAt('one');
  });

  test('a segment whose bytes are gone is refused in words, forgotten by the sweep, and can be brought again', async () => {
    await patchAt('one', 0, whole);
    await store.bytes.delete(segment.segmentId);
    const gone = ben.request('GET', at('two', `segments/${segment.segmentId}`));
    expect(await refusalOf(gone)).toEqual([404, 'relay.not_found']);
    await cluster.beside.services.relay.sweep();
    expect(await cluster.db.relaySegment.count()).toBe(0);
    segment = newSegmentOf(transferId, { blockCount, sizeBytes });
    await anna.create(segment);
    expect((await patchAt('two', 0, whole)).status).toBe(204);
    await expectWholeAt('one');
  });

  test(
    'the sweep removes all that is over, also what came to a node that was killed',
    async () => {
      const { status } = await startedAtOne(0);
      await cluster.one.kill('SIGKILL');
      await status;
      try {
        expect(await listed()).toContain(segment.segmentId);
        await cluster.db.relaySegment.updateMany({ data: { expiresAt: new Date(0) } });
        await cluster.beside.services.relay.sweep();
        expect([await listed(), await cluster.db.relaySegment.count()]).toEqual([[], 0]);
      } finally {
        await cluster.one.start();
      }
    },
    START_LIMIT_MS,
  );

  test('while the store is away uploads are told to try again, and then go on with what was acknowledged', async ({
    skip,
  }) => {
    if (!store.away) return skip('a folder is there as long as its nodes are');
    expect((await patchAt('one', 0, whole.subarray(0, 3_000_000))).status).toBe(204);
    await store.away.begin();
    try {
      const refused = patchAt('two', 3_000_000, whole.subarray(3_000_000));
      expect(await refusalOf(refused)).toEqual([503, 'server.unavailable']);
      const unread = ben.request('GET', at('two', `segments/${segment.segmentId}`));
      expect((await unread).status).toBe(404);
    } finally {
      await store.away.end();
    }
    expect(await offsetAt('two')).toBe(3_000_000);
    expect((await patchAt('two', 3_000_000, whole.subarray(3_000_000))).status).toBe(204);
    await expectWholeAt('one');
  });
});
