import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewSegment } from '../../../shared/transfers/relay.ts';
import { segmentPath } from '../../../shared/transfers/relay.ts';
import { newSegmentOf, type PersonAtRelay, signUpAtRelay } from '../../../testing/relayClient.ts';
import { startApp } from '../../../testing/startApp.ts';
import { makeTestRelay } from '../../../testing/testRelay.ts';
import { makeTransferRow } from '../../../testing/transferRows.ts';

let server: Awaited<ReturnType<typeof startApp>>;
let ben: PersonAtRelay;
let segment: NewSegment;
let etag: string;
const bytes = randomBytes(5000);

beforeAll(async () => {
  server = await startApp();
  const anna = await signUpAtRelay(server, 'anna');
  ben = await signUpAtRelay(server, 'ben');
  segment = newSegmentOf(await makeTransferRow(server.adapters.db, anna.id, ben.id));
  await anna.create(segment, {}, bytes);
  etag = (await ben.download(segment.segmentId)).headers.get('etag') ?? '';
});
afterAll(() => server.close());

const get = (headers: Record<string, string> = {}) => ben.download(segment.segmentId, headers);

describe('[R10] a segment that is fetched', () => {
  test('comes whole, as a download that may do nothing and that nobody keeps', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '5000',
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'cross-origin-resource-policy': 'same-origin',
      'accept-ranges': 'bytes',
    });
    expect(etag).toMatch(/^"[^"]+"$/);
  });

  test('is described to HEAD as to GET, a range left aside', async () => {
    const answer = await ben.request('HEAD', segmentPath(segment.segmentId), { range: 'bytes=0-9' });
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('etag')]).toEqual([
      200,
      '5000',
      etag,
    ]);
  });

  const parts: [string, number, number][] = [
    ['bytes=0-999', 0, 999],
    ['bytes=1000-', 1000, 4999],
    ['bytes=-500', 4500, 4999],
    ['bytes=-99999', 0, 4999],
    ['bytes=4999-99999', 4999, 4999],
  ];
  test.each(parts)('in part: %s', async (range, first, last) => {
    const answer = await get({ range });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${first}-${last}/5000`]);
    expect(answer.headers.get('content-length')).toBe(`${last - first + 1}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(first, last + 1))).toBe(true);
  });

  test.each(['bytes=5000-', 'bytes=-0'])('has no such part: %s', async (range) => {
    const answer = await get({ range });
    expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
      416,
      'bytes */5000',
      '',
    ]);
  });

  test.each(['bytes=0-9,20-29', 'lines=1-2', 'bytes=9-0'])(
    'comes whole for what is no single range: %s',
    async (range) => {
      const answer = await get({ range });
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 5000]);
    },
  );

  test('with If-Range: a part of the same, or all of another', async () => {
    const range = 'bytes=0-9';
    expect((await get({ range, 'if-range': etag })).status).toBe(206);
    expect((await get({ range, 'if-range': '"another"' })).status).toBe(200);
    expect((await get({ range, 'if-range': `W/${etag}` })).status).toBe(200);
    expect((await get({ range, 'if-range': new Date().toUTCString() })).status).toBe(200);
  });

  test('with If-None-Match and If-Match', async () => {
    const same = await get({ 'if-none-match': `"x", ${etag}` });
    expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, etag, '']);
    expect((await get({ 'if-none-match': '"x"', range: 'bytes=0-9' })).status).toBe(206);
    expect((await get({ 'if-match': etag })).status).toBe(200);
    expect((await get({ 'if-match': '"x"' })).status).toBe(412);
  });
});

test('[R10] with a proxy that sends files itself, only who may have it is decided here', async () => {
  const relay = { ...makeTestRelay(), settings: { ...makeTestRelay().settings, accel: '/relay-bytes/' } };
  const other = await startApp({ relay });
  const anna = await signUpAtRelay(other, 'anna');
  const receiver = await signUpAtRelay(other, 'ben');
  const sent = newSegmentOf(await makeTransferRow(other.adapters.db, anna.id, receiver.id));
  await anna.create(sent, {}, bytes);
  const answer = await receiver.download(sent.segmentId, { range: 'bytes=0-9', 'if-match': '"another"' });
  expect([answer.status, answer.headers.get('x-accel-redirect'), await answer.text()]).toEqual([
    200,
    `/relay-bytes/${sent.segmentId}.sealed`,
    '',
  ]);
  // The proxy has tags of its own.
  expect(answer.headers.get('etag')).toBeNull();
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  const stranger = await signUpAtRelay(other, 'eve');
  const refused = await stranger.download(sent.segmentId);
  expect([refused.status, refused.headers.get('x-accel-redirect')]).toEqual([404, null]);
  await other.close();
});
