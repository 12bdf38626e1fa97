import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { metadataOf, SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { encodeMetadata, newSegmentOf, refusalOf } from '../../../testing/relayClient.ts';
import {
  anna,
  begun,
  ben,
  cleo,
  logged,
  newTransfer,
  offsetOf,
  rows,
  setUpRelayDoor,
  store,
  transferId,
} from '../../../testing/relayDoorWorld.ts';
import { settled } from '../../../testing/settled.ts';

setUpRelayDoor();

describe('[R2] metadata', () => {
  const broken: [string, (good: Record<string, string>) => string | Record<string, string>][] = [
    ['none', () => ''],
    ['no base64', () => 'segmentId ???'],
    ['no pairs', () => ', , ,'],
    ['a key twice', (good) => `${encodeMetadata(good)},file MA==`],
    ['a key missing', ({ file: _, ...rest }) => rest],
    ['a name of a file', (good) => ({ ...good, filename: 'holiday with Ben.mp4' })],
    ['a key from every object', (good) => ({ ...good, constructor: 'x' })],
    ['fifteen thousand bytes', (good) => ({ ...good, filename: 'x'.repeat(11_000) })],
    ['a folder for an id', (good) => ({ ...good, segmentId: '../../etc/passwd' })],
    ['a negative block', (good) => ({ ...good, firstBlock: '-1' })],
    ['a block beyond all', (good) => ({ ...good, firstBlock: '9999999999' })],
    ['a count that is no number', (good) => ({ ...good, blockCount: '1e1' })],
    ['no block at all', (good) => ({ ...good, blockCount: '0' })],
    ['more blocks than a segment has', (good) => ({ ...good, blockCount: '129' })],
  ];
  test.each(broken)('with %s is refused', async (_case, spoil) => {
    const spoilt = spoil(metadataOf(newSegmentOf(transferId)));
    const header = typeof spoilt === 'string' ? spoilt : encodeMetadata(spoilt);
    const answer = await anna.create(newSegmentOf(transferId), { 'upload-metadata': header });
    expect(answer.status).toBe(400);
    expect(await rows()).toBe(0);
    expect(JSON.stringify(logged)).not.toContain('holiday');
  });

  test('larger than any header may be', async () => {
    const header = encodeMetadata({ filename: 'x'.repeat(20_000) });
    expect((await anna.create(newSegmentOf(transferId), { 'upload-metadata': header })).status).toBe(431);
  });

  test('that says what was said differently before is a conflict', async () => {
    const segment = await begun();
    expect(await refusalOf(anna.create({ ...segment, firstBlock: 9 }))).toEqual([409, 'relay.segment_changed']);
    await newTransfer(cleo.id, ben.id);
    expect(await refusalOf(cleo.create({ ...segment, transferId }))).toEqual([404, 'relay.not_found']);
  });
});

describe('[R3] lengths and offsets', () => {
  test.each(['-1', '1e3', '5000.0', '0x10', 'many', '99999999999999999999'])(
    'a length of %s is none',
    async (length) => {
      const answer = await anna.create(newSegmentOf(transferId), { 'upload-length': length });
      expect(answer.status).toBe(400);
      expect(await rows()).toBe(0);
    },
  );

  test('a length that its blocks cannot have', async () => {
    const { blockCount } = newSegmentOf(transferId);
    for (const sizeBytes of [0, 60, SEALED_BLOCK_BYTES + 1]) {
      const [status, code] = await refusalOf(anna.create(newSegmentOf(transferId, { blockCount, sizeBytes })));
      expect([status, code]).toEqual([400, 'relay.wrong_size']);
    }
    const most = 128 * SEALED_BLOCK_BYTES;
    const over = newSegmentOf(transferId, { blockCount: 128, sizeBytes: most + 1 });
    expect(await refusalOf(anna.create(over))).toEqual([413, 'request.too_large']);
    expect(await rows()).toBe(0);
  });

  test('a length that is told later is not for us', async () => {
    const metadata = encodeMetadata(metadataOf(newSegmentOf(transferId)));
    const answer = await anna.request('POST', '/relay', { 'upload-defer-length': '1', 'upload-metadata': metadata });
    expect(answer.status).toBe(501);
    expect(await rows()).toBe(0);
  });

  test.each([1, 4999, 5000, 5001])('bytes at %i when there are none', async (offset) => {
    const segment = await begun();
    expect(await refusalOf(anna.patch(segment.segmentId, offset, randomBytes(1)))).toEqual([409, 'relay.wrong_offset']);
    expect(await offsetOf(segment)).toBe(0);
  });

  test('more bytes than were declared', async () => {
    const segment = await begun();
    const { segmentId } = segment;
    expect(await refusalOf(anna.patch(segmentId, 0, randomBytes(5001)))).toEqual([413, 'request.too_large']);
    const { upload, status } = anna.slowPatch(segmentId, 0);
    Readable.from([randomBytes(3000), randomBytes(3000)]).pipe(upload);
    expect(await status).toBe(413);
    expect(await offsetOf(segment)).toBeLessThanOrEqual(5000);
    expect((await ben.download(segmentId)).status).toBe(404);
  });

  test('fewer bytes than were declared, and no word of it: what came stays', async () => {
    const segment = await begun();
    const bytes = randomBytes(5000);
    const { upload, status } = anna.slowPatch(segment.segmentId, 0, { 'content-length': '5000' });
    upload.write(bytes.subarray(0, 3000));
    await settled(() => expect(readdirSync(store.folder)).toHaveLength(1));
    upload.destroy();
    expect(await status).toBeUndefined();
    const held = await offsetOf(segment);
    expect(held).toBeLessThanOrEqual(3000);
    await anna.patch(segment.segmentId, held, bytes.subarray(held));
    const fetched = await ben.download(segment.segmentId);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

describe('the protocol', () => {
  test.each([
    ['without Tus-Resumable', { 'tus-resumable': '' }, 412],
    ['in another version', { 'tus-resumable': '0.2.2' }, 412],
    ['as another method', { 'x-http-method-override': 'DELETE' }, 201],
    ['of parts that are to be joined', { 'upload-concat': 'partial' }, 501],
  ])('a creation %s', async (_case, headers, status) => {
    expect((await anna.create(newSegmentOf(transferId), headers)).status).toBe(status);
  });

  test('a PATCH without its content type, or without offset', async () => {
    const { segmentId } = await begun();
    expect((await anna.patch(segmentId, 0, 'x', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await anna.patch(segmentId, 0, 'x', { 'upload-offset': '' })).status).toBe(400);
  });

  test.each([
    ['GET', '/relay'],
    ['PUT', '/relay'],
    ['GET', `/relay/${randomUUID()}`],
    ['POST', `/relay/${randomUUID()}`],
    ['PATCH', '/relay/..%2f..%2fetc%2fpasswd'],
    ['HEAD', '/relay/%00'],
    ['GET', '/relay/segments/..%2fx'],
    ['GET', '/relay/segments/%'],
    ['DELETE', `/relay/segments/${randomUUID()}`],
  ])('%s %s leads nowhere', async (method, path) => {
    const answer = await anna.request(method, path, { 'upload-offset': '0' });
    expect([400, 404]).toContain(answer.status);
  });
});
