import { randomBytes, randomUUID } from 'node:crypto';
import { Upload, type UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, SegmentId, TransferId } from '../../../shared/core/ids.ts';
import {
  metadataOf,
  type NewSegment,
  type RelayState,
  SEALED_BLOCK_BYTES,
  segmentPath,
} from '../../../shared/transfers/relay.ts';
import { startApp } from '../../../testing/startApp.ts';
import { makeTestBrowser } from '../../../testing/testBrowser.ts';
import { makeTransferRow } from '../../../testing/transferRows.ts';

let server: Awaited<ReturnType<typeof startApp>>;
let anna: Person;
let ben: Person;
let cleo: Person;
let transferId: TransferId;

type Person = Awaited<ReturnType<typeof signUp>>;
async function signUp(username: string) {
  const page = makeTestBrowser(server.app);
  const fields = { username, email: `${username}@example.org`, password: 'a long password' };
  const { data } = await page.mutate('accounts.register', fields);
  /** A request over the network, as a foreign client makes it. */
  const fetchAs = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    fetch(new URL(path, server.url), { ...init, headers: { cookie: page.cookieHeader(), ...init.headers } });
  return { ...page, id: (data as { id: string }).id as AccountId, fetch: fetchAs };
}

beforeAll(async () => {
  server = await startApp();
  anna = await signUp('anna');
  ben = await signUp('ben');
  cleo = await signUp('cleo');
});
afterAll(() => server.close());
beforeEach(async () => {
  transferId = await makeTransferRow(server.adapters.db, anna.id, ben.id);
});

const tusHeaders = { 'tus-resumable': '1.0.0' };
const encode = (metadata: Record<string, string>) =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

function segmentOf(change: Partial<NewSegment> = {}): NewSegment {
  const segmentId = randomUUID() as SegmentId;
  return { segmentId, transferId, file: 0, firstBlock: 0, blockCount: 1, sizeBytes: 5000, ...change };
}
const create = (who: Person, segment: NewSegment, headers: Record<string, string> = {}) =>
  who.fetch('/relay', {
    method: 'POST',
    headers: {
      ...tusHeaders,
      'upload-length': `${segment.sizeBytes}`,
      'upload-metadata': encode(metadataOf(segment)),
      ...headers,
    },
  });
const patch = (who: Person, id: string, offset: number, body: BodyInit, headers: Record<string, string> = {}) =>
  who.fetch(`/relay/${id}`, {
    method: 'PATCH',
    headers: {
      ...tusHeaders,
      'upload-offset': `${offset}`,
      'content-type': 'application/offset+octet-stream',
      ...headers,
    },
    body,
  });
const head = (who: Person, id: string) => who.fetch(`/relay/${id}`, { method: 'HEAD', headers: tusHeaders });
/** By the client that browsers use. */
function upload(who: Person, segment: NewSegment, bytes: Buffer, options: Partial<UploadOptions> = {}): Promise<void> {
  return new Promise((onSuccess, onError) => {
    const endpoint = `${server.url}/relay`;
    const headers = { cookie: who.cookieHeader() };
    const metadata = metadataOf(segment);
    new Upload(bytes, {
      endpoint,
      headers,
      metadata,
      retryDelays: null,
      onSuccess: () => onSuccess(),
      onError,
      ...options,
    }).start();
  });
}
const stateFor = async (who: Person) => (await who.query('relay.state', { transferId })).data as RelayState;

describe('a segment', () => {
  test('goes in by tus, is told of, comes out once, and is gone when it was taken', async () => {
    const segment = segmentOf();
    const bytes = randomBytes(segment.sizeBytes);
    const created = await create(anna, segment);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/relay/${segment.segmentId}`);

    const first = await patch(anna, segment.segmentId, 0, bytes.subarray(0, 2000));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '2000']);
    expect((await head(anna, segment.segmentId)).headers.get('upload-offset')).toBe('2000');
    expect((await ben.fetch(segmentPath(segment.segmentId))).status).toBe(404);
    expect((await patch(anna, segment.segmentId, 2000, bytes.subarray(2000))).status).toBe(204);

    expect((await stateFor(ben)).segments).toMatchObject([{ segmentId: segment.segmentId }]);
    const fetched = await ben.fetch(segmentPath(segment.segmentId));
    expect(fetched.status).toBe(200);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);

    const taken = { transferId, segmentId: segment.segmentId, badBlocks: [] };
    expect((await ben.mutate('relay.acknowledge', taken)).status).toBe(200);
    expect((await ben.mutate('relay.acknowledge', taken)).status).toBe(200);
    expect((await ben.fetch(segmentPath(segment.segmentId))).status).toBe(404);
    expect(await stateFor(anna)).toMatchObject({ isOpen: true, segments: [], have: [[0, 0, 1]] });
  });

  test('goes in by tus-js-client, creation and bytes in one request', async () => {
    const segment = segmentOf({ blockCount: 3, sizeBytes: 3 * SEALED_BLOCK_BYTES });
    const bytes = randomBytes(segment.sizeBytes);
    await upload(anna, segment, bytes, { uploadDataDuringCreation: true });
    const fetched = await ben.fetch(segmentPath(segment.segmentId));
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

describe('to anyone else', () => {
  test.each(['HEAD', 'PATCH', 'DELETE', 'GET'])('%s: a segment does not exist', async (method) => {
    const segment = segmentOf();
    await create(anna, segment);
    await patch(anna, segment.segmentId, 0, randomBytes(5000));
    const path = method === 'GET' ? segmentPath(segment.segmentId) : `/relay/${segment.segmentId}`;
    const headers = { ...tusHeaders, 'upload-offset': '5000', 'content-type': 'application/offset+octet-stream' };
    expect((await cleo.fetch(path, { method, headers })).status).toBe(404);
    // Nor is one party what the other is.
    expect((await (method === 'GET' ? anna : ben).fetch(path, { method, headers })).status).toBe(404);
  });
});
