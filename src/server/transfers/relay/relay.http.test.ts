import { randomBytes } from 'node:crypto';
import { Upload, type UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TransferId } from '../../../shared/core/ids.ts';
import { metadataOf, type NewSegment, type RelayState, SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { newSegmentOf, type PersonAtRelay, signUpAtRelay } from '../../../testing/relayClient.ts';
import { settled } from '../../../testing/settled.ts';
import { startApp } from '../../../testing/startApp.ts';
import { makeTransferRow } from '../../../testing/transferRows.ts';

let server: Awaited<ReturnType<typeof startApp>>;
let anna: PersonAtRelay;
let ben: PersonAtRelay;
let transferId: TransferId;

beforeAll(async () => {
  server = await startApp();
  anna = await signUpAtRelay(server, 'anna');
  ben = await signUpAtRelay(server, 'ben');
});
afterAll(() => server.close());
beforeEach(async () => {
  transferId = await makeTransferRow(server.adapters.db, anna.id, ben.id);
});

const stateFor = async (who: PersonAtRelay) => (await who.query('relay.state', { transferId })).data as RelayState;
const downloaded = async ({ segmentId }: NewSegment) =>
  Buffer.from(await (await ben.download(segmentId)).arrayBuffer());

describe('a foreign client', () => {
  test('learns what the door can do', async () => {
    const answer = await anna.request('OPTIONS', '/relay');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('tus-version')).toBe('1.0.0');
    expect(answer.headers.get('tus-extension')).toBe('creation,creation-with-upload,termination');
    expect(Number(answer.headers.get('tus-max-size'))).toBe(128 * SEALED_BLOCK_BYTES);
  });

  test('[R1] [R9] puts a segment in, in two pieces; it comes out whole, and is gone once taken', async () => {
    const segment = newSegmentOf(transferId);
    const { segmentId } = segment;
    const bytes = randomBytes(segment.sizeBytes);
    const created = await anna.create(segment);
    expect([created.status, created.headers.get('location')]).toEqual([201, `/relay/${segmentId}`]);

    const first = await anna.patch(segmentId, 0, bytes.subarray(0, 2000));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '2000']);
    const head = await anna.head(segmentId);
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
      200,
      '2000',
      '5000',
    ]);
    expect(head.headers.get('cache-control')).toBe('no-store');
    expect((await ben.download(segmentId)).status).toBe(404);
    expect((await anna.patch(segmentId, 2000, bytes.subarray(2000))).status).toBe(204);

    expect((await stateFor(ben)).segments).toMatchObject([{ segmentId }]);
    expect((await downloaded(segment)).equals(bytes)).toBe(true);

    const taken = { transferId, segmentId, badBlocks: [] };
    expect((await ben.mutate('relay.acknowledge', taken)).status).toBe(200);
    expect((await ben.mutate('relay.acknowledge', taken)).status).toBe(200);
    expect((await ben.download(segmentId)).status).toBe(404);
    expect(await stateFor(anna)).toMatchObject({ isOpen: true, segments: [], have: [[0, 0, 1]] });
  });

  test('[R5] may begin the same segment again, with a body too: the answer says where to go on', async () => {
    const segment = newSegmentOf(transferId);
    const bytes = randomBytes(segment.sizeBytes);
    await anna.create(segment);
    await anna.patch(segment.segmentId, 0, bytes.subarray(0, 1000));
    const again = await anna.create(segment, {}, randomBytes(segment.sizeBytes));
    expect([again.status, again.headers.get('upload-offset')]).toEqual([201, '1000']);
    await anna.patch(segment.segmentId, 1000, bytes.subarray(1000));
    expect((await downloaded(segment)).equals(bytes)).toBe(true);
  });

  test('takes a segment back, begun or whole', async () => {
    for (const sizeSent of [2000, 5000]) {
      const segment = newSegmentOf(transferId);
      await anna.create(segment, {}, randomBytes(sizeSent));
      expect((await anna.delete(segment.segmentId)).status).toBe(204);
      expect((await anna.head(segment.segmentId)).status).toBe(404);
      expect((await ben.download(segment.segmentId)).status).toBe(404);
    }
    expect(await stateFor(anna)).toMatchObject({ segments: [], unfinished: [] });
  });

  test('writes an id in capitals: it is the same id', async () => {
    const segment = newSegmentOf(transferId);
    const capital = segment.segmentId.toUpperCase() as NewSegment['segmentId'];
    expect((await anna.create({ ...segment, segmentId: capital })).headers.get('location')).toBe(
      `/relay/${segment.segmentId}`,
    );
    await anna.patch(capital, 0, randomBytes(5000));
    expect((await downloaded({ ...segment, segmentId: capital })).length).toBe(5000);
  });
});

describe('tus-js-client', () => {
  const segmentOfBlocks = (blockCount: number) =>
    newSegmentOf(transferId, { blockCount, sizeBytes: blockCount * SEALED_BLOCK_BYTES });

  function makeUpload(segment: NewSegment, bytes: Buffer, options: Partial<UploadOptions> = {}) {
    const endpoint = `${server.url}/relay`;
    const headers = { cookie: anna.cookieHeader() };
    return new Upload(bytes, { endpoint, headers, metadata: metadataOf(segment), retryDelays: null, ...options });
  }
  const finished = (segment: NewSegment, bytes: Buffer, options: Partial<UploadOptions> = {}) =>
    new Promise<void>((resolve, onError) => {
      makeUpload(segment, bytes, { ...options, onSuccess: () => resolve(), onError }).start();
    });

  test.each([true, false])('sends a whole segment (with its creation: %s)', async (uploadDataDuringCreation) => {
    const segment = segmentOfBlocks(128);
    const bytes = randomBytes(segment.sizeBytes);
    await finished(segment, bytes, { uploadDataDuringCreation });
    expect((await downloaded(segment)).equals(bytes)).toBe(true);
  });

  test('sends several at once', async () => {
    const segments = Array.from({ length: 6 }, () => segmentOfBlocks(8));
    await Promise.all(segments.map((segment) => finished(segment, randomBytes(segment.sizeBytes))));
    expect((await stateFor(ben)).segments).toHaveLength(6);
  });

  test('[R6] goes on after a PATCH that was cut off, from the bytes that came', async () => {
    const segment = segmentOfBlocks(128);
    const bytes = randomBytes(segment.sizeBytes);
    await anna.create(segment);
    const { upload } = anna.slowPatch(segment.segmentId, 0, { 'content-length': `${bytes.length}` });
    await new Promise((resolve) => upload.write(bytes.subarray(0, 5_000_000), resolve));
    upload.destroy();
    const held = await settled(async () => {
      const offset = Number((await anna.head(segment.segmentId)).headers.get('upload-offset'));
      expect(offset).toBeGreaterThan(0);
      return offset;
    });
    expect(held).toBeLessThan(segment.sizeBytes);
    const offsets: string[] = [];
    await finished(segment, bytes, {
      uploadUrl: `${server.url}/relay/${segment.segmentId}`,
      onBeforeRequest: (request) => {
        if (request.getMethod() === 'PATCH') offsets.push(request.getHeader('Upload-Offset') ?? '');
      },
    });
    expect(offsets).toEqual([`${held}`]);
    expect((await downloaded(segment)).equals(bytes)).toBe(true);
  });
});
