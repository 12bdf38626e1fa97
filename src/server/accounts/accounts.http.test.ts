import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { makeRenewedLimits } from '../../testing/renewedLimits.ts';
import { startApp } from '../../testing/startApp.ts';
import { quickPasswords } from '../../testing/testAdapters.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { budgets } from '../core/budgets.ts';
import { KNOWN_COOKIE } from './knownBrowsers.ts';
import type { Passwords } from './passwords.ts';
import { ACCESS_COOKIE, REFRESH_COOKIE } from './tokens.ts';

const MINUTE = 60_000;
const clock = makeFakeClock();
const fanout = makeRecordedFanout();
const limits = makeRenewedLimits();
const verified: { isKnown: boolean }[] = [];
const passwords: Passwords = {
  hash: quickPasswords.hash,
  isRight(password, stored) {
    verified.push({ isKnown: stored !== undefined });
    return quickPasswords.isRight(password, stored);
  },
};
let server: Awaited<ReturnType<typeof startApp>>;

beforeAll(async () => {
  server = await startApp({ clock, fanout: Object.assign(fanout, { attach() {} }), limits, passwords });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.adapters.db.account.deleteMany();
  limits.renew();
  fanout.told.length = 0;
  fanout.cut.length = 0;
});

const browser = (options?: Parameters<typeof makeTestBrowser>[1]) => makeTestBrowser(server.app, options);
const ada = { username: 'Ada', email: 'Ada@Example.org', password: 'spotlight-ada' };
async function signUp(who = ada) {
  const page = browser();
  const { data } = await page.mutate('accounts.register', who);
  return Object.assign(page, { id: (data as { id: string }).id });
}

describe('registering', () => {
  it('answers with the account, without a password, and three cookies that no script can read', async () => {
    const page = browser();
    const response = await page.send('POST', '/trpc/accounts.register', ada);
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toMatch(/argon2|password/i);
    const cookies = [response.headers['set-cookie']].flat();
    expect(cookies).toHaveLength(3);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/);
    expect((await page.query('accounts.me')).data).toMatchObject({ username: 'Ada', email: 'ada@example.org' });
  });

  it.each([
    ['the same name', { username: 'ADA' }, 'accounts.username_taken'],
    ['the same name in wide letters', { username: 'Ａｄａ' }, 'accounts.username_taken'],
    ['the same address', { username: 'Adele', email: 'ADA@example.org' }, 'accounts.email_taken'],
  ])('%s again is a conflict', async (_case, change, code) => {
    await signUp();
    const answer = await browser().mutate('accounts.register', { ...ada, email: 'other@example.org', ...change });
    expect(answer).toMatchObject({ status: 409, error: { code } });
  });

  it.each([
    ['a short password', { password: '1234567' }],
    ['a password that would have to be cut', { password: 'x'.repeat(129) }],
    ['a name with a bidirectional override', { username: 'Ada\u202Enimda' }],
    ['a name that looks like an address', { username: 'ada@example.org' }],
    ['no address', { email: 'ada' }],
    ['a field that is not the caller’s to set', { id: '00000000-0000-7000-8000-000000000001' }],
    ['a password hash', { passwordHash: 'x' }],
  ])('with %s is refused', async (_case, change) => {
    const answer = await browser().mutate('accounts.register', { ...ada, ...change });
    expect(answer).toMatchObject({ status: 400, error: { code: 'request.invalid' } });
    expect(await server.adapters.db.account.count()).toBe(0);
  });

  it('twenty times at once with one name makes one account', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        browser().mutate('accounts.register', {
          ...ada,
          username: n % 2 ? 'Ada' : 'ADA',
          email: `ada${n}@example.org`,
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
    expect(await server.adapters.db.account.count()).toBe(1);
  });

  it('without end is told to wait, and at another address it goes on', async () => {
    await limits.spend('register', '127.0.0.1', budgets.register.points - 1);
    await signUp();
    const eve = { ...ada, username: 'Eve', email: 'eve@example.org' };
    const refused = await browser().mutate('accounts.register', eve);
    expect(refused).toMatchObject({ status: 429, error: { code: 'request.rate_limited', kind: 'rate_limited' } });
    expect(refused.headers['retry-after']).toBe(String(refused.error?.retryAfterSeconds));
    expect(await server.adapters.db.account.count()).toBe(1);
    expect((await browser({ address: '203.0.113.7' }).mutate('accounts.register', eve)).status).toBe(200);
  });
});

describe('logging in', () => {
  it.each(['Ada', 'ada', 'ＡＤＡ', 'ada@example.org', ' ADA@EXAMPLE.ORG '])('by %s works', async (login) => {
    const { id } = await signUp();
    expect((await browser().mutate('accounts.logIn', { login, password: ada.password })).data).toMatchObject({ id });
  });

  it('an unknown name and a wrong password get the very same answer', async () => {
    await signUp();
    const wrong = await browser().mutate('accounts.logIn', { login: 'Ada', password: 'wrong-password' });
    const unknown = await browser().mutate('accounts.logIn', { login: 'Eve', password: 'wrong-password' });
    expect(wrong.status).toBe(401);
    expect(wrong.error).toEqual({ code: 'accounts.wrong_credentials', kind: 'unauthenticated' });
    expect(unknown.error).toEqual(wrong.error);
  });

  it.each(['Eve', 'eve@example.org'])('by %s, whom nobody knows, costs as much as by someone’s name', async (login) => {
    await signUp();
    verified.length = 0;
    for (const tried of ['Ada', login]) await browser().mutate('accounts.logIn', { login: tried, password: 'wrong' });
    expect(verified).toEqual([{ isKnown: true }, { isKnown: false }]);
  });

  it('ends the session that this browser had before', async () => {
    const page = await signUp();
    const old = page.cookies.get(REFRESH_COOKIE) ?? '';
    await page.mutate('accounts.logIn', { login: 'Ada', password: ada.password });
    const thief = browser();
    thief.cookies.set(REFRESH_COOKIE, old);
    expect((await thief.mutate('accounts.refresh')).status).toBe(401);
    expect((await page.query('accounts.sessions')).data).toHaveLength(1);
  });

  it('is tried thirteen times per name from one address; other names at the same address are not held up', async () => {
    await signUp();
    const statuses = [];
    for (let n = 0; n < 30; n++) {
      statuses.push((await browser().mutate('accounts.logIn', { login: 'Ada', password: 'wrong-password' })).status);
    }
    expect(statuses).toEqual([...Array(13).fill(401), ...Array(17).fill(429)]);
    const refused = await browser().mutate('accounts.logIn', { login: 'aDA', password: ada.password });
    expect(refused.error?.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.headers['retry-after']).toBe(String(refused.error?.retryAfterSeconds));
  });

  it('works from an address of one’s own while others guess at the name, a few times wrongly and any with the password', async () => {
    await signUp();
    const from = (address: string, password: string) =>
      browser({ address }).mutate('accounts.logIn', { login: 'Ada', password });
    for (let n = 0; n < 13; n++) await from('203.0.113.1', 'wrong-password');
    for (let n = 0; n < 5; n++) expect((await from('203.0.113.2', ada.password)).status).toBe(200);
    for (let n = 0; n < 3; n++) expect((await from('203.0.113.2', 'wrong-password')).status).toBe(401);
    expect((await from('203.0.113.2', ada.password)).status).toBe(429);
  });

  it('is tried so often by so many addresses, and then no more than ten times by all of them', async () => {
    await signUp();
    await limits.spend('loginFirstByName', 'ada', budgets.loginFirstByName.points);
    const statuses = [];
    for (let n = 0; n < 12; n++) {
      const page = browser({ address: `203.0.113.${n}` });
      statuses.push((await page.mutate('accounts.logIn', { login: 'Ada', password: 'wrong-password' })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(2).fill(429)]);
  });

  it('with the right password has an end too, since each time makes a session', async () => {
    const { id } = await signUp();
    await limits.spend('loggedIn', id, budgets.loggedIn.points - 1);
    const logIn = () => browser().mutate('accounts.logIn', { login: 'Ada', password: ada.password });
    expect((await logIn()).status).toBe(200);
    expect((await logIn()).status).toBe(429);
  });

  it('of two hundred people behind one address is not held up by one of them who tries without end', async () => {
    await signUp({ username: 'Zoe', email: 'zoe@example.org', password: 'spotlight-zoe' });
    const tries = (login: string, password: string) => browser().mutate('accounts.logIn', { login, password });
    for (let n = 0; n < 1000; n++) await tries('Ada', 'x');
    for (let n = 0; n < 199; n++) await limits.spend('loginByAddress', '127.0.0.1');
    expect((await tries('Zoe', 'spotlight-zoe')).status).toBe(200);
  });
});

describe('an access token', () => {
  const tokens: [string, (page: Awaited<ReturnType<typeof signUp>>) => Promise<string> | string][] = [
    [
      'that has expired',
      (page) => {
        clock.move(15 * MINUTE);
        return page.cookies.get(ACCESS_COOKIE) ?? '';
      },
    ],
    ['with another signature', (page) => `${page.cookies.get(ACCESS_COOKIE)?.slice(0, -6)}AAAAAA`],
    [
      'without signature (alg=none)',
      (page) => {
        const [, payload] = (page.cookies.get(ACCESS_COOKIE) ?? '').split('.');
        const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
        return `${header}.${payload}.`;
      },
    ],
    ['signed with another key', (page) => forge(page.id, 'another secret that is long enough', 'spotlight:access')],
    ['made for something else', (page) => forge(page.id, 'a secret that is only used in tests', 'other')],
    ['that is no token', () => 'x'],
  ];
  it.each(tokens)('%s is no one’s', async (_case, make) => {
    const page = await signUp();
    page.cookies.set(ACCESS_COOKIE, await make(page));
    expect(await page.query('accounts.me')).toMatchObject({ status: 401, error: { code: 'accounts.not_signed_in' } });
  });

  function forge(subject: string, secret: string, audience: string): Promise<string> {
    const now = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT({ sid: '00000000-0000-7000-8000-000000000001' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(subject)
      .setAudience(audience)
      .setExpirationTime(now + 900)
      .sign(new TextEncoder().encode(secret));
  }
});

describe('logging out', () => {
  it('kills both tokens at once, cuts the sockets and has the browser forget', async () => {
    const page = await signUp();
    const [access, refresh] = [page.cookies.get(ACCESS_COOKIE) ?? '', page.cookies.get(REFRESH_COOKIE) ?? ''];
    const answer = await page.mutate('accounts.logOut');
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"');
    expect([...page.cookies.keys()]).toEqual([KNOWN_COOKIE]);
    expect(fanout.cut).toHaveLength(1);
    page.cookies.set(ACCESS_COOKIE, access);
    expect((await page.query('accounts.me')).status).toBe(401);
    page.cookies.set(REFRESH_COOKIE, refresh);
    expect((await page.mutate('accounts.refresh')).status).toBe(401);
  });

  it('told late leaves what the browser has stored since', async () => {
    const page = await signUp();
    const refresh = page.cookies.get(REFRESH_COOKIE) ?? '';
    const answer = await page.mutate('accounts.logOut', { keepsSiteData: true });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers['clear-site-data']).toBe('"cache"');
    expect([...page.cookies.keys()]).toEqual([KNOWN_COOKIE]);
    page.cookies.set(REFRESH_COOKIE, refresh);
    expect((await page.mutate('accounts.refresh')).status).toBe(401);
  });

  it('works with an ended access token', async () => {
    const page = await signUp();
    const refresh = page.cookies.get(REFRESH_COOKIE) ?? '';
    clock.move(16 * MINUTE);
    expect((await page.mutate('accounts.logOut')).status).toBe(200);
    page.cookies.set(REFRESH_COOKIE, refresh);
    expect((await page.mutate('accounts.refresh')).error?.code).toBe('accounts.session_ended');
  });

  it('without a session changes nothing', async () => {
    expect((await browser().mutate('accounts.logOut')).status).toBe(200);
    expect(fanout.cut).toEqual([]);
  });
});

describe('refreshing', () => {
  it('without a cookie clears none: a login in another tab may just have set it', async () => {
    const refused = await browser().mutate('accounts.refresh');
    expect(refused.status).toBe(401);
    expect(refused.headers['set-cookie']).toBeUndefined();
  });
});

describe('sessions', () => {
  it('are listed with their browsers, and one can be ended from another', async () => {
    const page = await signUp();
    const phone = browser({ userAgent: 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0' });
    await phone.mutate('accounts.logIn', { login: 'Ada', password: ada.password });
    const list = (await page.query('accounts.sessions')).data as { id: string; browser: string; current: boolean }[];
    const other = list.find(({ current }) => !current);
    expect(other?.browser).toBe('Firefox on Android');
    expect((await page.mutate('accounts.endSession', { sessionId: other?.id })).status).toBe(200);
    expect((await phone.query('accounts.me')).status).toBe(401);
    const refused = await phone.mutate('accounts.refresh');
    expect(refused).toMatchObject({ status: 401, error: { code: 'accounts.session_ended' } });
    expect(refused.headers['clear-site-data']).toBeDefined();
    expect(fanout.told).toContainEqual({ name: 'session:ended', to: [`session:${other?.id}`], payload: {} });
    expect((await page.query('accounts.me')).status).toBe(200);
  });

  it('of others cannot be ended', async () => {
    const page = await signUp();
    const [own] = (await page.query('accounts.sessions')).data as { id: string }[];
    const eve = await signUp({ username: 'Eve', email: 'eve@example.org', password: 'spotlight-eve' });
    const answer = await eve.mutate('accounts.endSession', { sessionId: own?.id });
    expect(answer).toMatchObject({ status: 404, error: { code: 'accounts.session_not_found' } });
  });

  it('other than this one end when the password changes, and the old password is dead', async () => {
    const page = await signUp();
    const phone = browser();
    await phone.mutate('accounts.logIn', { login: 'Ada', password: ada.password });
    const wrong = { currentPassword: 'not-my-password', newPassword: 'a-new-password' };
    expect((await page.mutate('accounts.changePassword', wrong)).error?.code).toBe('accounts.wrong_password');
    const right = { ...wrong, currentPassword: ada.password };
    expect((await page.mutate('accounts.changePassword', right)).status).toBe(200);
    expect((await page.query('accounts.me')).status).toBe(200);
    expect((await phone.query('accounts.me')).status).toBe(401);
    // Said again, for the answer was lost.
    expect((await page.mutate('accounts.changePassword', right)).status).toBe(200);
    const third = { currentPassword: ada.password, newPassword: 'a-third-password' };
    expect((await page.mutate('accounts.changePassword', third)).error?.code).toBe('accounts.wrong_password');
    const logIn = (password: string) => browser().mutate('accounts.logIn', { login: 'Ada', password });
    expect((await logIn(ada.password)).status).toBe(401);
    expect((await logIn('a-new-password')).status).toBe(200);
  });
});
