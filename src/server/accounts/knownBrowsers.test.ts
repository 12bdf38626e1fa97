import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedMailer } from '../../testing/recordedMailer.ts';
import { makeRenewedLimits } from '../../testing/renewedLimits.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { makeTestBrowser, type TestBrowser } from '../../testing/testBrowser.ts';
import { budgets } from '../core/budgets.ts';
import { makeSealedSecrets } from '../core/sealedSecrets.ts';
import { toServerSecrets } from '../core/serverSecrets.ts';
import { KNOWN_COOKIE, KNOWN_SECONDS, makeKnownBrowsers } from './knownBrowsers.ts';

const VENUE = '127.0.0.1';
const clock = makeFakeClock();
const post = makeRecordedMailer();
const limits = makeRenewedLimits();
let server: TestApp;
beforeAll(async () => {
  server = await startApp({
    clock,
    mail: { mailer: post.mailer, origin: 'https://spotlight.example' },
    limits,
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  limits.renew();
  await server.adapters.db.account.deleteMany();
});

const browser = () => makeTestBrowser(server.app);
const passwordOf = (name: string) => `spotlight-${name}`;
/** A browser in which somebody was signed in and has logged out. */
async function leave(username: string) {
  const page = browser();
  const wish = { username, email: `${username}@example.org`, password: passwordOf(username) };
  const { data } = await page.mutate('accounts.register', wish);
  await page.mutate('accounts.logOut');
  return Object.assign(page, { id: (data as { id: AccountId }).id });
}
const logIn = async (page: TestBrowser, login: string, password = passwordOf(login)) =>
  (await page.mutate('accounts.logIn', { login, password })).error?.code ?? 'in';
const spendAll = (budget: 'loginByAddress' | 'resetLinkByAddress') =>
  limits.spend(budget, VENUE, budgets[budget].points);

describe('when one person has spent all attempts of a venue’s address with names that nobody has', () => {
  beforeEach(async () => {
    await spendAll('loginByAddress');
  });

  it.each(['zoe', 'zoe@example.org'])('a browser that %s logged in with before is let in', async (login) => {
    expect(await logIn(await leave('zoe'), login, passwordOf('zoe'))).toBe('in');
  });

  it('any other is told when to try again', async () => {
    await leave('zoe');
    const { status, error, headers } = await browser().mutate('accounts.logIn', { login: 'zoe', password: 'x' });
    expect({ status, code: error?.code }).toEqual({ status: 429, code: 'request.rate_limited' });
    expect(error?.retryAfterSeconds).toBeLessThanOrEqual(budgets.loginByAddress.seconds);
    expect(headers['retry-after']).toBe(String(error?.retryAfterSeconds));
  });

  it.each<[string, (page: Awaited<ReturnType<typeof leave>>) => Promise<string> | string]>([
    ['nothing of ours', () => 'x'],
    ['changed', ({ cookies }) => cookies.get(KNOWN_COOKIE)!.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))],
    ['cut', ({ cookies }) => cookies.get(KNOWN_COOKIE)!.slice(0, 12)],
    ['somebody else’s', async () => (await leave('eve')).cookies.get(KNOWN_COOKIE)!],
    ['sealed with another secret', ({ id }) => sealedBy('another secret that is long enough', id)],
    ['sealed for another purpose', ({ id }) => sealedFor('second-factor', JSON.stringify(markOf(id)))],
    [
      'ours and means something else',
      ({ id }) => sealedFor('known-browser', JSON.stringify({ ...markOf(id), more: 1 })),
    ],
    ['ours and no JSON', () => sealedFor('known-browser', 'x')],
  ])('one whose cookie is %s is a stranger’s', async (_what, forge) => {
    const page = await leave('zoe');
    page.cookies.set(KNOWN_COOKIE, await forge(page));
    expect(await logIn(page, 'zoe')).toBe('request.rate_limited');
  });

  it('it is known for half a year, from when it was signed in last', async () => {
    const page = await leave('zoe');
    clock.move((KNOWN_SECONDS - 1) * 1000);
    expect(await logIn(page, 'zoe')).toBe('in');
    await page.mutate('accounts.refresh');
    await page.mutate('accounts.logOut');
    clock.move((KNOWN_SECONDS - 1) * 1000);
    expect(await logIn(page, 'zoe')).toBe('in');
    await page.mutate('accounts.logOut');
    clock.move(KNOWN_SECONDS * 1000);
    expect(await logIn(page, 'zoe')).toBe('request.rate_limited');
  });
});

const markOf = (accountId: AccountId) => ({ accountId, untilMs: clock.now().getTime() + 1e6 });
const sealedBy = (secret: string, accountId: AccountId) =>
  makeKnownBrowsers(toServerSecrets(secret), clock).mark(accountId);
const sealedFor = (purpose: string, text: string) =>
  Buffer.from(makeSealedSecrets(server.adapters.secrets, purpose).seal(Buffer.from(text), KNOWN_COOKIE)).toString(
    'base64url',
  );

describe('a known browser', () => {
  it('is let in while somebody makes up name after name', async () => {
    const zoe = await leave('zoe');
    const [names, ofEach] = [10, 13];
    await limits.spend('loginByAddress', VENUE, budgets.loginByAddress.points - names * ofEach);
    for (let n = 0; n < names * ofEach; n++) await logIn(browser(), `nobody ${n % names}`);
    expect(await logIn(browser(), 'zoe')).toBe('request.rate_limited');
    expect(await logIn(zoe, 'zoe')).toBe('in');
  });

  it('is not kept out by strangers who guess at the name', async () => {
    const zoe = await leave('zoe');
    for (let n = 0; n < 13; n++) await logIn(browser(), 'zoe', 'wrong-password');
    expect(await logIn(browser(), 'zoe')).toBe('request.rate_limited');
    expect(await logIn(zoe, 'zoe')).toBe('in');
  });

  it('may be wrong ten times, and whoever has stolen its cookie no more often; right ones do not count', async () => {
    const { cookies } = await leave('zoe');
    const tries = async (password?: string) => {
      const thief = browser();
      thief.cookies.set(KNOWN_COOKIE, cookies.get(KNOWN_COOKIE)!);
      return logIn(thief, 'zoe', password);
    };
    await spendAll('loginByAddress');
    for (let n = 0; n < 12; n++) expect(await tries()).toBe('in');
    for (let n = 0; n < 10; n++) expect(await tries('wrong-password')).toBe('accounts.wrong_credentials');
    expect(await tries()).toBe('request.rate_limited');
  });

  it('that has been wrong too often counts as a stranger, who has not', async () => {
    const zoe = await leave('zoe');
    for (let n = 0; n < 10; n++) await logIn(zoe, 'zoe', 'wrong-password');
    expect(await logIn(zoe, 'zoe')).toBe('in');
  });

  it('gets no further guesses by renewing its session, nor by cookies of one login after the other', async () => {
    const zoe = await leave('zoe');
    const cookies = [];
    for (let n = 0; n < 10; n++) {
      await logIn(zoe, 'zoe');
      await zoe.mutate('accounts.refresh');
      cookies.push(zoe.cookies.get(KNOWN_COOKIE)!);
    }
    await spendAll('loginByAddress');
    const met = [];
    for (const cookie of [...cookies, cookies[0]!]) {
      const thief = browser();
      thief.cookies.set(KNOWN_COOKIE, cookie);
      met.push(await logIn(thief, 'zoe', 'wrong-password'));
    }
    expect(met).toEqual([...Array(10).fill('accounts.wrong_credentials'), 'request.rate_limited']);
  });

  it('asks for a link for a new password when strangers have asked for all that there are', async () => {
    const zoe = await leave('zoe');
    await spendAll('resetLinkByAddress');
    const ask = (page: TestBrowser, email: string) => page.mutate('passwordReset.request', { email });
    expect((await ask(browser(), 'zoe@example.org')).status).toBe(429);
    expect((await ask(zoe, 'eve@example.org')).status).toBe(429);
    expect((await ask(zoe, 'zoe@example.org')).status).toBe(200);
  });

  it('is sent one when strangers have asked for all that this account gets', async () => {
    const zoe = await leave('zoe');
    const before = post.sent.length;
    const askOften = async (page: () => TestBrowser) => {
      for (let n = 0; n < 5; n++) await page().mutate('passwordReset.request', { email: 'zoe@example.org' });
    };
    await askOften(browser);
    const { resetLink, resetLinkKnown } = budgets;
    await expect.poll(() => post.sent.length - before).toBe(resetLink.points);
    // No more than strangers get, for whoever has taken the cookie.
    await askOften(() => zoe);
    await expect.poll(() => post.sent.length - before).toBe(resetLink.points + resetLinkKnown.points);
  });

  it('opens nothing and tells nothing by that', async () => {
    const zoe = await leave('zoe');
    expect([...zoe.cookies.keys()]).toEqual([KNOWN_COOKIE]);
    expect((await zoe.query('accounts.me')).status).toBe(401);
    expect((await zoe.mutate('accounts.refresh')).status).toBe(401);
    const mark = zoe.cookies.get(KNOWN_COOKIE)!;
    for (const text of [mark, Buffer.from(mark, 'base64url').toString('latin1')]) {
      expect(text).not.toContain(zoe.id);
      expect(text).not.toContain('zoe');
    }
  });

  it('sends a cookie that no script can read, and that lasts', async () => {
    const wish = { username: 'zoe', email: 'zoe@example.org', password: passwordOf('zoe') };
    const { headers } = await browser().send('POST', '/trpc/accounts.register', wish);
    const cookie = [headers['set-cookie']].flat().find((line) => line?.startsWith(`${KNOWN_COOKIE}=`));
    expect(cookie).toMatch(new RegExp(`; Max-Age=${KNOWN_SECONDS}; Path=/; HttpOnly; SameSite=Lax$`));
  });
});
