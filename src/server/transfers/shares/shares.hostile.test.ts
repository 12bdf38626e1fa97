import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segmentPath } from '../../../shared/transfers/relay.ts';
import { authorizationOf } from '../../../shared/transfers/shares/visitorAccess.ts';
import { makeVisitor, newPassword, newSecret, newShareOf, signUpToShare } from '../../../testing/shareClient.ts';
import { startApp } from '../../../testing/startApp.ts';
import { makeTestBrowser } from '../../../testing/testBrowser.ts';
import { budgets } from '../../core/budgets.ts';

type Owner = Awaited<ReturnType<typeof signUpToShare>>;

let server: Awaited<ReturnType<typeof startApp>>;
let anna: Owner;
let logged = '';

beforeAll(async () => {
  const write = (facts: object, text: string) => {
    logged += `${text} ${JSON.stringify(facts)}\n`;
  };
  server = await startApp({ log: { debug: write, info: write, warn: write, error: write } });
  anna = await signUpToShare(server, 'anna');
});
afterAll(() => server.close());

const codeOf = (answer: { error?: { code: string } }) => answer.error?.code;
async function refusalOf(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
}
async function begin(shareId: Awaited<ReturnType<Owner['share']>>, change = {}) {
  const visitor = makeVisitor(server, shareId, change);
  expect((await visitor.start()).error).toBeUndefined();
  return visitor;
}

describe('a segment of a share', () => {
  test('is served whole, by range and by its tag, as every segment is', async () => {
    const shareId = await anna.share();
    const { segmentId, bytes } = await anna.bring(shareId);
    const visitor = await begin(shareId);
    const whole = await visitor.fetch(segmentId);
    const etag = whole.headers.get('etag')!;
    expect([whole.status, whole.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const part = await visitor.fetch(segmentId, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/5000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    expect((await visitor.fetch(segmentId, { 'if-none-match': etag })).status).toBe(304);
    expect((await visitor.fetch(segmentId, { 'if-match': '"other"' })).status).toBe(412);
    expect((await visitor.fetch(segmentId, { range: 'bytes=5000-' })).status).toBe(416);
    const headers = { authorization: visitor.authorization };
    const head = await fetch(new URL(segmentPath(segmentId), server.url), { method: 'HEAD', headers });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5000']);
  });

  test("does not open to another share's download, nor to one that has ended", async () => {
    const [shareId, other] = [await anna.share(), await anna.share()];
    const { segmentId } = await anna.bring(shareId);
    expect(await refusalOf((await begin(other)).fetch(segmentId))).toEqual([404, 'relay.not_found']);
    const visitor = await begin(shareId);
    await visitor.tell('giveUp');
    expect(await refusalOf(visitor.fetch(segmentId))).toEqual([410, 'shares.download_ended']);
    const done = await begin(shareId);
    await done.tell('complete');
    expect(await refusalOf(done.fetch(segmentId))).toEqual([410, 'shares.download_ended']);
  });

  test('that is not whole is not there', async () => {
    const shareId = await anna.share();
    const visitor = await begin(shareId);
    const { segmentId } = await anna.bring(shareId, { sizeBytes: 4000 });
    await server.adapters.db.relaySegment.update({ where: { id: segmentId }, data: { readyAt: null } });
    expect(await refusalOf(visitor.fetch(segmentId))).toEqual([404, 'relay.not_found']);
  });

  test('does not open to a garbled token, and the session beside it does not help', async () => {
    const shareId = await anna.share();
    const { segmentId } = await anna.bring(shareId);
    const { downloadId, token } = await begin(shareId);
    const garbage = [
      '',
      'Bearer',
      `Bearer ${downloadId}`,
      `Bearer ${downloadId}.`,
      `Bearer ${downloadId}.${token}x`,
      `Bearer ${token}.${downloadId}`,
      `Bearer ${downloadId.replace(/^./, 'z')}.${token}`,
      `Basic ${downloadId}.${token}`,
      authorizationOf(downloadId, newSecret()),
      authorizationOf(downloadId, 'A'.repeat(43)),
      `Bearer ${'x'.repeat(5000)}`,
    ];
    for (const authorization of garbage) {
      const answer = anna.request('GET', segmentPath(segmentId), { authorization });
      expect(await refusalOf(answer), authorization).toEqual([401, 'shares.no_download']);
    }
  });

  test('is not for pages of other origins, and the token brings nothing in', async () => {
    const shareId = await anna.share();
    const { segmentId } = await anna.bring(shareId);
    const visitor = await begin(shareId);
    expect(await refusalOf(visitor.fetch(segmentId, { origin: 'https://elsewhere.example' }))).toEqual([
      403,
      'request.wrong_origin',
    ]);
    const headers = { authorization: visitor.authorization, 'tus-resumable': '1.0.0' };
    for (const [method, path] of [
      ['POST', '/relay'],
      ['HEAD', `/relay/${segmentId}`],
      ['DELETE', `/relay/${segmentId}`],
    ] as const) {
      expect((await fetch(new URL(path, server.url), { method, headers })).status).toBe(401);
    }
    expect((await visitor.fetch(segmentId)).status).toBe(200);
  });
});

describe('a visitor', () => {
  test('reaches nothing that an account reaches', async () => {
    const { authorization } = await begin(await anna.share());
    for (const path of ['accounts.me', 'shares.mine', 'relay.state', 'transfers.listUnfinished']) {
      const answer = await makeTestBrowser(server.app).query(path, {}, { authorization });
      expect(answer).toMatchObject({ status: 401, error: { code: 'accounts.not_signed_in' } });
    }
  });

  test('speaks for its own download only', async () => {
    const shareId = await anna.share();
    const [one, two] = [await begin(shareId), await begin(shareId)];
    const mixed = { authorization: authorizationOf(one.downloadId, two.token) };
    const page = makeTestBrowser(server.app);
    expect(codeOf(await page.mutate('shares.giveUp', {}, mixed))).toBe('shares.no_download');
    expect(codeOf(await page.mutate('shares.complete', {}, mixed))).toBe('shares.no_download');
    expect(await anna.mine(shareId)).toMatchObject({ openDownloads: 2, downloads: 0 });
  });

  test('is met alike for an id that is no share’s and for one that was never given', async () => {
    const garbage = ['', 'x', '00000000-0000-0000-0000-000000000000', 7, null, ['x'], `${'0'.repeat(36)}`];
    for (const shareId of garbage) {
      expect((await makeTestBrowser(server.app).query('shares.open', { shareId })).status).toBe(400);
    }
    const segmentOrTransfer = (await anna.bring(await anna.share())).segmentId;
    expect(codeOf(await makeTestBrowser(server.app).query('shares.open', { shareId: segmentOrTransfer }))).toBe(
      'shares.not_found',
    );
  });

  test('who asks without end is told to wait, from its address; others are not', async () => {
    const shareId = await anna.share();
    await server.adapters.limits.spend('openShare', '192.0.2.9', budgets.openShare.points);
    await server.adapters.limits.spend('newDownload', '192.0.2.9', budgets.newDownload.points);
    const visitor = makeVisitor(server, shareId, {}, '192.0.2.9');
    expect(await visitor.open()).toMatchObject({ status: 429, error: { code: 'request.rate_limited' } });
    expect((await visitor.start()).status).toBe(429);
    expect((await makeVisitor(server, shareId, {}, '192.0.2.10').open()).status).toBe(200);
    const busy = await begin(shareId);
    await server.adapters.limits.spend('relay', busy.downloadId, budgets.relay.points);
    expect((await busy.ask('download')).status).toBe(429);
    expect((await begin(shareId)).downloadId).toBeDefined();
  });

  test('pages that ask how it stands, minute after minute, keep nobody out who comes', async () => {
    const shareId = await anna.share();
    const visitor = makeVisitor(server, shareId, {}, '192.0.2.11');
    const { limits } = server.adapters;
    await limits.spend('openShare', '192.0.2.11', budgets.openShare.points - 1);
    const lookAgain = () => visitor.query('shares.facts', { shareId });
    expect([await lookAgain(), await lookAgain()]).toMatchObject([{ status: 200 }, { status: 200 }]);
    await limits.spend('shareFacts', '192.0.2.11', budgets.shareFacts.points - 2);
    expect((await lookAgain()).status).toBe(429);
    expect((await visitor.open()).status).toBe(200);
  });
});

describe('what is made', () => {
  const tooMuch: [string, object][] = [
    ['no file', { fileCount: 0 }],
    ['a life that is too short', { lifeMs: 3_599_999 }],
    ['a life that is too long', { lifeMs: 7 * 24 * 3600_000 + 1 }],
    ['no download at all', { mostDownloads: 0 }],
    ['a name', { name: 'holiday.mp4' }],
    ['a password that asks too much of a phone', { password: { ...newPassword(), memoryKib: 1024 * 1024 } }],
    ['a password in the clear', { password: { ...newPassword(), password: 'secret' } }],
    ['an id that is not random', { shareId: '01890a5d-ac96-774b-bcce-b302099a8057' }],
    ['a device that is none', { deviceId: 'x' }],
    ['more bytes than there are numbers', { totalBytes: 1e300 }],
  ];
  test.each(tooMuch)('has not %s', async (_case, change) => {
    const answer = await anna.mutate('shares.create', { ...newShareOf(anna.deviceId), ...change });
    expect(answer).toMatchObject({ status: 400, error: { code: 'request.invalid' } });
  });
});

describe('the picture of whoever shares', () => {
  const pixel = Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1').toString('base64');
  test('is there for anyone while a link of theirs lives, at its very address, and then no more', async () => {
    const ben = await signUpToShare(server, 'ben');
    const changed = await ben.mutate('accounts.updateProfile', { avatar: pixel });
    const { avatarUrl } = changed.data as { avatarUrl: string };
    const visitor = makeTestBrowser(server.app);
    expect((await visitor.send('GET', avatarUrl)).statusCode).toBe(401);
    const shareId = await ben.share();
    const opened = await visitor.query('shares.open', { shareId });
    expect(opened.data).toMatchObject({ facts: { from: { username: 'ben', avatarUrl } } });
    const picture = await visitor.send('GET', avatarUrl);
    expect([picture.statusCode, picture.headers['cache-control']]).toEqual([200, 'private, max-age=3600, immutable']);
    expect((await visitor.send('GET', `${avatarUrl}x`)).statusCode).toBe(401);
    expect((await visitor.send('GET', avatarUrl.replace(ben.id, anna.id))).statusCode).toBe(401);
    await ben.mutate('shares.revoke', { shareId });
    expect((await visitor.send('GET', avatarUrl)).statusCode).toBe(401);
    expect((await ben.send('GET', avatarUrl)).statusCode).toBe(200);
  });
});

test('of tokens, keys and manifests nothing is in any log', async () => {
  const password = newPassword();
  const shareId = await anna.share({ password, mostDownloads: 1 });
  await makeVisitor(server, shareId).unlock(newSecret());
  const visitor = await begin(shareId, { accessToken: password.accessToken });
  await visitor.fetch((await anna.bring(shareId)).segmentId);
  await visitor.tell('complete');
  expect(logged).toContain(shareId);
  expect(logged).toContain('download complete');
  for (const secret of [
    password.accessToken,
    password.wrappedKey,
    password.salt,
    visitor.token,
    'c2VhbGVk',
    '127.0.0.1',
  ]) {
    expect(logged).not.toContain(secret);
  }
});
