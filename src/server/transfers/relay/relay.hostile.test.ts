import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SegmentId, TransferId } from '../../../shared/core/ids.ts';
import { metadataOf, type NewSegment, SEALED_BLOCK_BYTES, segmentPath } from '../../../shared/transfers/relay.ts';
import { makeFakeClock } from '../../../testing/fakeClock.ts';
import {
  encodeMetadata,
  newSegmentOf,
  type PersonAtRelay,
  refusalOf,
  signUpAtRelay,
} from '../../../testing/relayClient.ts';
import { settled } from '../../../testing/settled.ts';
import { startApp } from '../../../testing/startApp.ts';
import { makeTestRelay } from '../../../testing/testRelay.ts';
import { makeTransferRow } from '../../../testing/transferRows.ts';
import { makeMemoryRateLimits } from '../../adapters/rateLimits.ts';
import { budgets, type RateLimits } from '../../core/ports.ts';

const clock = makeFakeClock();
const store = makeTestRelay();
const logged: [text: string, facts: object][] = [];
const record = (facts: object, text: string) => void logged.push([text, facts]);
let limits = makeMemoryRateLimits();
let server: Awaited<ReturnType<typeof startApp>>;
let anna: PersonAtRelay;
let ben: PersonAtRelay;
let cleo: PersonAtRelay;
let transferId: TransferId;

beforeAll(async () => {
  const log = { debug: record, info: record, warn: record, error: record };
  const swappable: RateLimits = {
    spend: (...spent) => limits.spend(...spent),
    giveBack: (...given) => limits.giveBack(...given),
  };
  server = await startApp({ clock, log, limits: swappable, relay: store });
  anna = await signUpAtRelay(server, 'anna');
  ben = await signUpAtRelay(server, 'ben');
  cleo = await signUpAtRelay(server, 'cleo');
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.adapters.db.transfer.deleteMany();
  await Promise.all(readdirSync(store.folder).map((name) => store.bytes.delete(name.slice(0, -7) as SegmentId)));
  transferId = await makeTransferRow(server.adapters.db, anna.id, ben.id);
  limits = makeMemoryRateLimits();
  logged.length = 0;
});

const rows = () => server.adapters.db.relaySegment.count();
async function begun(change: Partial<NewSegment> = {}): Promise<NewSegment> {
  const segment = newSegmentOf(transferId, change);
  expect((await anna.create(segment)).status).toBe(201);
  return segment;
}
const offsetOf = async ({ segmentId }: NewSegment) => Number((await anna.head(segmentId)).headers.get('upload-offset'));

describe('[R4] who may not', () => {
  const verbs = ['HEAD', 'PATCH', 'DELETE', 'GET'] as const;
  const headersOf = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };

  async function ask(
    who: PersonAtRelay,
    verb: (typeof verbs)[number],
    id: string,
    headers: Record<string, string> = {},
  ) {
    const path = verb === 'GET' ? segmentPath(id as SegmentId) : `/relay/${id}`;
    const answer = await who.request(verb, path, { ...headersOf, ...headers });
    const body = verb === 'HEAD' ? null : await answer.text();
    return [answer.status, body];
  }

  test.each(verbs)('%s: a stranger, and the other party, meet what an unknown id meets', async (verb) => {
    const { segmentId } = await begun();
    await anna.patch(segmentId, 0, randomBytes(5000));
    const unknown = await ask(cleo, verb, randomUUID());
    expect(unknown[0]).toBe(404);
    expect(await ask(cleo, verb, segmentId)).toEqual(unknown);
    expect(await ask(verb === 'GET' ? anna : ben, verb, segmentId)).toEqual(unknown);
    expect(await offsetOf(newSegmentOf(transferId, { segmentId }))).toBe(5000);
  });

  test.each([...verbs, 'POST', 'OPTIONS'] as const)(
    '%s: whoever is not signed in, or came from elsewhere',
    async (verb) => {
      const { segmentId } = await begun();
      const path = verb === 'POST' ? '/relay' : verb === 'GET' ? segmentPath(segmentId) : `/relay/${segmentId}`;
      for (const cookie of ['', 'spotlight-access=x', 'access=x']) {
        expect((await anna.request(verb, path, { ...headersOf, cookie })).status).toBe(401);
      }
      const foreign = await anna.request(verb, path, { ...headersOf, origin: 'https://evil.example' });
      expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      const crossSite = await anna.request(verb, path, { ...headersOf, 'sec-fetch-site': 'cross-site' });
      expect(crossSite.status).toBe(403);
      expect(await offsetOf(newSegmentOf(transferId, { segmentId }))).toBe(0);
    },
  );

  test('a page of the very host may', async () => {
    const { segmentId } = await begun();
    const answer = await anna.head(segmentId, { origin: server.url });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  test('an ended access token is refused, also for what it began', async () => {
    const eve = await signUpAtRelay(server, `eve-${randomUUID().slice(0, 8)}`);
    transferId = await makeTransferRow(server.adapters.db, eve.id, ben.id);
    const segment = newSegmentOf(transferId);
    await eve.create(segment);
    clock.move(15 * 60_000);
    expect(await refusalOf(eve.patch(segment.segmentId, 0, randomBytes(10)))).toEqual([401, 'accounts.not_signed_in']);
    await eve.mutate('accounts.refresh');
    expect((await eve.patch(segment.segmentId, 0, randomBytes(10))).status).toBe(204);
    for (const who of [anna, ben, cleo]) await who.mutate('accounts.refresh');
  });

  test('the recipient begins nothing, and nobody for a transfer of others', async () => {
    const segment = newSegmentOf(transferId);
    expect(await refusalOf(ben.create(segment))).toEqual([403, 'transfers.not_sender']);
    expect(await refusalOf(cleo.create(segment))).toEqual([404, 'transfers.not_found']);
    const nowhere = newSegmentOf(randomUUID() as TransferId);
    expect(await refusalOf(anna.create(nowhere))).toEqual([404, 'transfers.not_found']);
    expect(await rows()).toBe(0);
  });
});

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
    transferId = await makeTransferRow(server.adapters.db, cleo.id, ben.id);
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
