import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SecondFactorSetup } from '../../shared/accounts/secondFactor.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { newRecoveryCodes } from '../../testing/recoveryCodes.ts';
import { makeRenewedLimits } from '../../testing/renewedLimits.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { budgets } from '../core/budgets.ts';
import { toServerSecrets } from '../core/serverSecrets.ts';
import { createSecondFactorService } from './secondFactor.service.ts';
import { ACCESS_COOKIE } from './tokens.ts';

const MINUTE = 60_000;
const password = 'spotlight-ada';
const clock = makeFakeClock();
const limits = makeRenewedLimits();
let server: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  server = await startApp({
    clock,
    limits,
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.adapters.db.account.deleteMany();
  limits.renew();
  clock.move(MINUTE);
});

const browser = () => makeTestBrowser(server.app);
const codeOf = (secret: string, atMs = clock.now().getTime()) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: atMs });

/** Someone signed in whose account asks for codes. */
async function signUp() {
  const page = browser();
  await page.mutate('accounts.register', { username: 'Ada', email: 'ada@example.org', password });
  const { secret } = (await page.mutate('secondFactor.begin', { password })).data as SecondFactorSetup;
  const recoveryCodes = newRecoveryCodes();
  await page.mutate('secondFactor.confirm', { code: codeOf(secret), recoveryCodes });
  clock.move(MINUTE);
  return { page, secret, recoveryCodes };
}
/** A browser that has given the right password. */
async function halfIn() {
  const page = browser();
  const answer = await page.mutate('accounts.logIn', { login: 'Ada', password });
  expect(answer).toMatchObject({ status: 401, error: { code: 'accounts.code_needed' } });
  return page;
}
const confirm = async (page: ReturnType<typeof browser>, code: string) => {
  const { error } = await page.mutate('accounts.confirmLogIn', { code });
  return error?.code ?? 'in';
};

describe('setting it up', () => {
  it('gives an app what it needs, and asks for no code until one was right', async () => {
    const page = browser();
    await page.mutate('accounts.register', { username: 'Ada', email: 'ada@example.org', password });
    const { uri, secret } = (await page.mutate('secondFactor.begin', { password })).data as SecondFactorSetup;
    expect(uri).toBe(
      `otpauth://totp/Spotlight:Ada?issuer=Spotlight&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(Secret.fromBase32(secret).bytes.length).toBe(20);
    expect((await page.query('secondFactor.state')).data).toBeNull();
    expect((await browser().mutate('accounts.logIn', { login: 'Ada', password })).status).toBe(200);
    const recoveryCodes = newRecoveryCodes();
    const turnOn = async (code: string) => page.mutate('secondFactor.confirm', { code, recoveryCodes });
    expect((await turnOn('000000')).error?.code).toBe('accounts.wrong_code');
    expect((await turnOn(codeOf(secret))).status).toBe(200);
    expect((await page.query('secondFactor.state')).data).toMatchObject({ recoveryCodesLeft: 10 });
  });

  it('may be begun in several tabs at once: one of the keys counts', async () => {
    const page = browser();
    const ada = { username: 'Ada', email: 'ada@example.org', password };
    const { id } = (await page.mutate('accounts.register', ada)).data as { id: AccountId };
    // To compare passwords takes a while, after which they would come one by one.
    const secondFactor = createSecondFactorService({ ...server.adapters, requirePassword: async () => {} });
    const begun = await Promise.all(Array.from({ length: 5 }, () => secondFactor.begin(id, password)));
    const tried = [];
    for (const { secret } of begun) {
      const code = codeOf(secret);
      tried.push((await page.mutate('secondFactor.confirm', { code, recoveryCodes: newRecoveryCodes() })).status);
    }
    expect(tried.filter((status) => status === 200)).toHaveLength(1);
  });

  it('needs the password, and is done once', async () => {
    const { page } = await signUp();
    const begin = async (given: string) => (await page.mutate('secondFactor.begin', { password: given })).error?.code;
    expect(await begin('not-my-password')).toBe('accounts.wrong_password');
    expect(await begin(password)).toBe('accounts.second_factor_on');
  });

  it('is heard of when the answer was lost, with the recovery codes that were shown and no others', async () => {
    const { page, secret, recoveryCodes } = await signUp();
    const again = async (codes: string[]) =>
      (await page.mutate('secondFactor.confirm', { code: codeOf(secret), recoveryCodes: codes })).error?.code ?? 'on';
    expect(await again(recoveryCodes)).toBe('on');
    expect(await again(newRecoveryCodes())).toBe('accounts.second_factor_on');
    expect((await page.query('secondFactor.state')).data).toMatchObject({ recoveryCodesLeft: 10 });
    expect(await confirm(await halfIn(), recoveryCodes[0]!)).toBe('in');
  });

  it.each([
    ['too few', (codes: string[]) => codes.slice(1)],
    ['one of them twice', (codes: string[]) => [...codes.slice(1), codes[1]!]],
    ['one too short', (codes: string[]) => [...codes.slice(1), codes[0]!.slice(0, -1)]],
  ])('takes no recovery codes that are %s', async (_what, spoil) => {
    const page = browser();
    await page.mutate('accounts.register', { username: 'Ada', email: 'ada@example.org', password });
    const { secret } = (await page.mutate('secondFactor.begin', { password })).data as SecondFactorSetup;
    const given = { code: codeOf(secret), recoveryCodes: spoil(newRecoveryCodes()) };
    expect((await page.mutate('secondFactor.confirm', given)).error?.code).toBe('request.invalid');
  });

  it('keeps neither the key nor the recovery codes so that the database would tell them', async () => {
    const { secret, recoveryCodes } = await signUp();
    const rows = await server.adapters.db.secondFactor.findMany({ include: { recoveryCodes: true } });
    expect(Buffer.from(rows[0]!.sealedSecret).includes(Buffer.from(Secret.fromBase32(secret).bytes))).toBe(false);
    expect(JSON.stringify(rows)).not.toContain(recoveryCodes[0]!.replaceAll('-', ''));
  });
});

describe('logging in', () => {
  it('takes the password, then the code; nothing is signed in between', async () => {
    const { secret } = await signUp();
    const page = await halfIn();
    expect(page.cookies.has(ACCESS_COOKIE)).toBe(false);
    expect((await page.query('accounts.me')).status).toBe(401);
    expect(await confirm(page, codeOf(secret))).toBe('in');
    expect((await page.query('accounts.me')).data).toMatchObject({ username: 'Ada' });
  });

  it('with a wrong password is answered as without a second factor', async () => {
    await signUp();
    const answer = await browser().mutate('accounts.logIn', { login: 'Ada', password: 'not-my-password' });
    expect(answer.error).toEqual({ code: 'accounts.wrong_credentials', kind: 'unauthenticated' });
  });

  it('takes a code as people write it, and one step early or late', async () => {
    const { secret } = await signUp();
    const code = codeOf(secret, clock.now().getTime() - 30_000);
    expect(await confirm(await halfIn(), `${code.slice(0, 3)} ${code.slice(3)}`)).toBe('in');
    expect(await confirm(await halfIn(), codeOf(secret, clock.now().getTime() + 30_000))).toBe('in');
    expect(await confirm(await halfIn(), codeOf(secret, clock.now().getTime() + 90_000))).toBe('accounts.wrong_code');
  });

  it('takes no code twice, from ten browsers at once neither', async () => {
    const { secret } = await signUp();
    limits.lift();
    const code = codeOf(secret);
    const pages = [];
    for (let n = 0; n < 10; n++) pages.push(await halfIn());
    const met = await Promise.all(pages.map((page) => confirm(page, code)));
    expect(met.sort()).toEqual([...Array(9).fill('accounts.wrong_code'), 'in']);
    // An older code than the one that was taken is one that somebody may have seen.
    expect(await confirm(await halfIn(), codeOf(secret, clock.now().getTime() - 30_000))).toBe('accounts.wrong_code');
  });

  it('takes each recovery code once', async () => {
    const { page, recoveryCodes } = await signUp();
    expect(await confirm(await halfIn(), recoveryCodes[3]!.toLowerCase())).toBe('in');
    expect(await confirm(await halfIn(), recoveryCodes[3]!)).toBe('accounts.wrong_code');
    expect((await page.query('secondFactor.state')).data).toMatchObject({ recoveryCodesLeft: 9 });
  });

  it('takes no code of someone else', async () => {
    const { recoveryCodes, secret } = await signUp();
    const eve = browser();
    await eve.mutate('accounts.register', { username: 'Eve', email: 'eve@example.org', password });
    const own = (await eve.mutate('secondFactor.begin', { password })).data as SecondFactorSetup;
    await eve.mutate('secondFactor.confirm', { code: codeOf(own.secret), recoveryCodes: newRecoveryCodes() });
    clock.move(MINUTE);
    await eve.mutate('accounts.logIn', { login: 'Eve', password });
    expect(await confirm(eve, recoveryCodes[0]!)).toBe('accounts.wrong_code');
    expect(await confirm(eve, codeOf(secret))).toBe('accounts.wrong_code');
  });

  it('lets wrong codes be tried five times in a quarter of an hour, and thirty times a day', async () => {
    const { secret } = await signUp();
    const page = await halfIn();
    const met = [];
    for (let n = 0; n < 6; n++) met.push(await confirm(page, '000000'));
    expect(met).toEqual([...Array(5).fill('accounts.wrong_code'), 'request.rate_limited']);
    expect(await confirm(page, codeOf(secret))).toBe('request.rate_limited');
  });

  it('looks at a code whatever others behind the same address have spent', async () => {
    const { secret } = await signUp();
    const page = await halfIn();
    await limits.spend('loginByAddress', '127.0.0.1', budgets.loginByAddress.points);
    expect(await confirm(page, codeOf(secret))).toBe('in');
  });

  it('does not count codes that are right', async () => {
    const { secret } = await signUp();
    for (let n = 0; n < 8; n++) {
      clock.move(MINUTE);
      expect(await confirm(await halfIn(), codeOf(secret))).toBe('in');
    }
  });

  it.each([
    ['without the first step', async () => browser()],
    [
      'too late',
      async () => {
        const page = await halfIn();
        clock.move(5 * MINUTE);
        return page;
      },
    ],
    [
      'after the password was changed',
      async (owner: ReturnType<typeof browser>) => {
        const page = await halfIn();
        await owner.mutate('accounts.changePassword', { currentPassword: password, newPassword: 'another-password' });
        return page;
      },
    ],
  ])('%s begins again', async (_case, make) => {
    const { page, secret } = await signUp();
    const half = await make(page);
    expect(await confirm(half, codeOf(secret))).toBe('accounts.login_expired');
  });

  it('is not done with a half-login as if it were an access token', async () => {
    await signUp();
    const page = await halfIn();
    page.cookies.set(ACCESS_COOKIE, [...page.cookies.values()][0]!);
    expect((await page.query('accounts.me')).status).toBe(401);
  });
});

describe('taking it away, and new recovery codes', () => {
  it('needs both factors', async () => {
    const { page, secret, recoveryCodes } = await signUp();
    const end = async (given: object) => (await page.mutate('secondFactor.end', given)).error?.code ?? 'off';
    expect(await end({ password: 'not-my-password', code: codeOf(secret) })).toBe('accounts.wrong_password');
    expect(await end({ password, code: '000000' })).toBe('accounts.wrong_code');
    const renewed = newRecoveryCodes();
    await page.mutate('secondFactor.renewRecoveryCodes', { password, code: codeOf(secret), recoveryCodes: renewed });
    expect(await end({ password, code: recoveryCodes[0] })).toBe('accounts.wrong_code');
    expect(await end({ password, code: renewed[0] })).toBe('off');
    expect((await browser().mutate('accounts.logIn', { login: 'Ada', password })).status).toBe(200);
    expect(await server.adapters.db.recoveryCode.count()).toBe(0);
  });

  it('changes the codes once, however often it is said with the same proof, which may be one of the old codes', async () => {
    const { page, recoveryCodes: old } = await signUp();
    const renew = async (given: object) =>
      (await page.mutate('secondFactor.renewRecoveryCodes', { password, ...given })).error?.code ?? 'renewed';
    const recoveryCodes = newRecoveryCodes();
    expect(await renew({ code: old[0], recoveryCodes })).toBe('renewed');
    expect(await renew({ code: old[0], recoveryCodes })).toBe('renewed');
    expect(await renew({ code: old[0], recoveryCodes: newRecoveryCodes() })).toBe('accounts.wrong_code');
    expect(await renew({ password: 'not-my-password', code: old[0], recoveryCodes })).toBe('accounts.wrong_password');
    expect((await page.query('secondFactor.state')).data).toMatchObject({ recoveryCodesLeft: 10 });
    expect(await confirm(await halfIn(), old[1]!)).toBe('accounts.wrong_code');
    expect(await confirm(await halfIn(), recoveryCodes[1]!)).toBe('in');
  });
});

describe('another secret in the place of the server’s', () => {
  const before = 'a secret that is only used in tests';
  const after = 'another secret, that takes its place';
  /** The same product, started again with other secrets. */
  async function restarted(...secrets: Parameters<typeof toServerSecrets>) {
    const { db, limits } = server.adapters;
    const again = await startApp({ db, clock, limits, secrets: toServerSecrets(...secrets) });
    const logIn = async (code: string) => {
      const page = makeTestBrowser(again.app);
      await page.mutate('accounts.logIn', { login: 'Ada', password });
      return confirm(page, code);
    };
    return { ...again, logIn };
  }

  it('leaves sessions, codes and recovery codes what they are while both are known, and then the codes', async () => {
    const { page, secret, recoveryCodes } = await signUp();
    const both = await restarted(after, before);
    const shown = makeTestBrowser(both.app);
    for (const cookie of page.cookies) shown.cookies.set(...cookie);
    expect((await shown.query('accounts.me')).data).toMatchObject({ username: 'Ada' });
    expect(await both.logIn(codeOf(secret))).toBe('in');
    expect(await both.logIn(recoveryCodes[0]!)).toBe('in');
    await both.services.accounts.sweep(new AbortController().signal);
    await both.close();

    clock.move(MINUTE);
    const alone = await restarted(after);
    expect(await alone.logIn(recoveryCodes[1]!)).toBe('accounts.wrong_code');
    expect(await alone.logIn(codeOf(secret))).toBe('in');
    await alone.close();
  });

  it('is believed by nodes that are told of it before it is used', async () => {
    const { secret } = await signUp();
    const next = await restarted(after, before);
    const page = makeTestBrowser(next.app);
    await page.mutate('accounts.logIn', { login: 'Ada', password });
    expect(await confirm(page, codeOf(secret))).toBe('in');
    const old = await restarted(before, after);
    const there = makeTestBrowser(old.app);
    for (const cookie of page.cookies) there.cookies.set(...cookie);
    expect((await there.query('accounts.me')).data).toMatchObject({ username: 'Ada' });
    await Promise.all([next.close(), old.close()]);
  });

  it('alone opens nothing, and lets nobody in', async () => {
    const { page, secret } = await signUp();
    const other = await restarted(after);
    const shown = makeTestBrowser(other.app);
    shown.cookies.set(ACCESS_COOKIE, page.cookies.get(ACCESS_COOKIE)!);
    expect((await shown.query('accounts.me')).status).toBe(401);
    expect(await other.logIn(codeOf(secret))).not.toBe('in');
    await other.close();
  });
});
