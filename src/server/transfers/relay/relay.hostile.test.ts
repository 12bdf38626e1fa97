import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import { SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { encodeMetadata, newSegmentOf, refusalOf } from '../../../testing/relayClient.ts';
import {
  anna,
  begun,
  ben,
  cleo,
  limits,
  logged,
  offsetOf,
  rows,
  server,
  setUpRelayDoor,
  store,
  transferId,
} from '../../../testing/relayDoorWorld.ts';
import { settled } from '../../../testing/settled.ts';
import { budgets } from '../../core/budgets.ts';

setUpRelayDoor();

describe('at once', () => {
  test('[R7] a phone that comes back does not wait for its own dead connection', async () => {
    const segment = await begun({ blockCount: 8, sizeBytes: 8 * SEALED_BLOCK_BYTES });
    const bytes = randomBytes(segment.sizeBytes);
    const dead = anna.slowPatch(segment.segmentId, 0, { 'content-length': `${segment.sizeBytes}` });
    dead.upload.write(bytes.subarray(0, 1_000_000));
    await settled(() => expect(readdirSync(store.folder)).toHaveLength(1));
    // Who waits for it in vain is refused.
    const head = await anna.head(segment.segmentId);
    expect(head.status).toBe(200);
    const held = Number(head.headers.get('upload-offset'));
    expect(held).toBeLessThanOrEqual(1_000_000);
    expect((await anna.patch(segment.segmentId, held, bytes.subarray(held))).status).toBe(204);
    dead.upload.destroy();
    const fetched = await ben.download(segment.segmentId);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('what a dead connection brought last is written before anyone is told how far it is', async () => {
    const segment = await begun();
    const real = store.bytes.append;
    let isCut = false;
    const slow = vi.spyOn(store.bytes, 'append').mockImplementation(async (id, offset, source) => {
      const came: Uint8Array[] = [];
      try {
        for await (const piece of source) came.push(piece);
      } catch {
        isCut = true;
      }
      await new Promise((go) => setTimeout(go, 100));
      return real(id, offset, Readable.from(came));
    });
    const dead = anna.slowPatch(segment.segmentId, 0, { 'content-length': `${segment.sizeBytes}` });
    dead.upload.write(randomBytes(500));
    await settled(() => expect(slow).toHaveBeenCalled());
    dead.upload.destroy();
    await settled(() => expect(isCut).toBe(true));
    expect(await offsetOf(segment)).toBe(500);
    slow.mockRestore();
  });

  test('two that write the same never mix', async () => {
    const segment = await begun({ blockCount: 4, sizeBytes: 4 * SEALED_BLOCK_BYTES });
    const bytes = randomBytes(segment.sizeBytes);
    const sends = Array.from({ length: 6 }, async () => {
      const answer = await anna.patch(segment.segmentId, 0, bytes);
      return answer.status;
    });
    for (const status of await Promise.all(sends)) expect([204, 409]).toContain(status);
    const held = await offsetOf(segment);
    if (held < bytes.length) await anna.patch(segment.segmentId, held, bytes.subarray(held));
    const fetched = await ben.download(segment.segmentId);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('twenty that begin get eight; others are told to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => anna.create(newSegmentOf(transferId))));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(8).fill(201), ...Array(12).fill(429)]);
  });

  test('taking back what is being written ends the writing', async () => {
    const segment = await begun();
    const { upload, status } = anna.slowPatch(segment.segmentId, 0, { 'content-length': '5000' });
    upload.write(randomBytes(1000));
    await settled(() => expect(readdirSync(store.folder)).toHaveLength(1));
    expect((await anna.delete(segment.segmentId)).status).toBe(204);
    await status;
    expect([await rows(), readdirSync(store.folder)]).toEqual([0, []]);
  });
});

describe('what goes wrong here', () => {
  test('is logged once, and told with a number only', async () => {
    const segment = await begun();
    const append = vi.spyOn(store.bytes, 'append').mockRejectedValue(new Error('/var/lib/secret is broken'));
    const answer = await anna.patch(segment.segmentId, 0, randomBytes(10));
    append.mockRestore();
    const body = await answer.text();
    expect([answer.status, JSON.parse(body)]).toMatchObject([500, { error: { code: 'server.internal' } }]);
    expect(body).not.toContain('secret');
    expect(logged.filter((entry) => entry[0] === 'unforeseen error')).toHaveLength(1);
  });

  test('a disk that is full in the middle is said, and what came stays', async () => {
    const segment = await begun();
    const noSpace = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    async function* full() {
      yield randomBytes(1000);
      throw noSpace;
    }
    await expect(store.bytes.append(segment.segmentId, 0, full())).rejects.toMatchObject({ code: 'relay.full' });
    expect(await offsetOf(segment)).toBe(1000);
  });

  test('[R8] no room: 507 and why; the relay off: 503', async () => {
    const { settings } = store;
    const was = { ...settings };
    const refused = () => refusalOf(anna.create(newSegmentOf(transferId)));
    settings.accountBytes = 4000;
    expect(await refused()).toEqual([507, 'relay.quota']);
    Object.assign(settings, was, { maxBytes: 4000 });
    expect(await refused()).toEqual([507, 'relay.full']);
    Object.assign(settings, was, { keepFreeBytes: 1e18 });
    expect(await refused()).toEqual([507, 'relay.full']);
    Object.assign(settings, was, { isOn: false });
    expect(await refused()).toEqual([503, 'relay.off']);
    Object.assign(settings, was);
  });

  test('an account that asks without end is told to wait', async () => {
    await limits.spend('relay', anna.id, budgets.relay.points);
    expect(await refusalOf(anna.create(newSegmentOf(transferId)))).toEqual([429, 'request.rate_limited']);
    expect((await anna.query('relay.state', { transferId })).status).toBe(429);
    // What the person does is not held up by what the browser sends for them.
    expect((await anna.query('accounts.me')).status).toBe(200);
    expect((await cleo.head(randomUUID() as SegmentId)).status).toBe(404);
  });

  test('nothing that is sealed, and no cookie, is in any log', async () => {
    const segment = await begun();
    await anna.mutate('relay.tellRoot', { transferId, file: 0, sealedRoot: 'c2VhbGVkcm9vdA==' });
    await anna.create(newSegmentOf(transferId), { 'upload-metadata': encodeMetadata({ filename: 'holiday.mp4' }) });
    await anna.patch(segment.segmentId, 0, randomBytes(5000));
    await ben.download(segment.segmentId);
    await server.services.relay.sweep();
    const text = JSON.stringify(logged);
    expect(text).toContain(segment.segmentId);
    for (const secret of ['holiday', 'c2VhbGVkcm9vdA', anna.cookieHeader(), 'anna']) expect(text).not.toContain(secret);
  });
});
