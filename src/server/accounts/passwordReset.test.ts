import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRecordedMailer } from '../../testing/recordedMailer.ts';
import { newRecoveryCodes } from '../../testing/recoveryCodes.ts';
import { makeRenewedLimits } from '../../testing/renewedLimits.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { budgets } from '../core/budgets.ts';

const MINUTE = 60_000;
const password = 'spotlight-ada';
const newPassword = 'another-password';
const clock = makeFakeClock();
const post = makeRecordedMailer();
const limits = makeRenewedLimits();
let server: Awaited<ReturnType<typeof startApp>>;
beforeAll(async () => {
  server = await startApp({
    clock,
    mail: { mailer: post.mailer, origin: 'https://spotlight.example' },
    limits,
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.adapters.db.account.deleteMany();
  limits.renew();
  post.recover();
});

const browser = () => makeTestBrowser(server.app);
const settled = () => server.services.accounts.passwordResets.settled();
async function signUp() {
  const page = browser();
  await page.mutate('accounts.register', { username: 'Ada', email: 'ada@example.org', password });
  return page;
}
/** The token of the link that came by mail. */
async function askForLink(email = 'ada@example.org', headers = {}): Promise<string | undefined> {
  const { status } = await browser().mutate('passwordReset.request', { email }, headers);
  expect(status).toBe(200);
  await settled();
  return /https:\/\/spotlight\.example\/reset#(\S{43})\n/.exec(post.sent.at(-1)?.text ?? '')?.[1];
}
const finish = async (token: string | undefined, wish = newPassword) =>
  (await browser().mutate('passwordReset.finish', { token, newPassword: wish })).error?.code ?? 'set';
const logIn = async (given: string) =>
  (await browser().mutate('accounts.logIn', { login: 'Ada', password: given })).error?.code ?? 'in';

describe('a link for a new password', () => {
  it('sets it, ends every session, and is good for one time', async () => {
    const page = await signUp();
    const token = await askForLink(' ADA@example.org ');
    expect(post.sent[0]).toMatchObject({ to: 'ada@example.org', html: expect.stringContaining(`/reset#${token}"`) });
    expect(await finish(token)).toBe('set');
    expect((await page.query('accounts.me')).status).toBe(401);
    expect([await logIn(password), await logIn(newPassword)]).toEqual(['accounts.wrong_credentials', 'in']);
    expect(await finish(token, 'a third password')).toBe('accounts.reset_link_ended');
    await settled();
    expect(post.sent.at(-1)?.subject).toBe('Your Spotlight account has changed');
  });

  it('may be said again with the same password, as long as the link lasts', async () => {
    await signUp();
    const token = await askForLink();
    expect([await finish(token), await finish(token)]).toEqual(['set', 'set']);
    expect(await finish(token, 'a third password')).toBe('accounts.reset_link_ended');
    expect([await logIn(newPassword), await logIn('a third password')]).toEqual(['in', 'accounts.wrong_credentials']);
    clock.move(30 * MINUTE);
    expect(await finish(token)).toBe('accounts.reset_link_ended');
  });

  it('counts whatever others behind the same address have asked for', async () => {
    await signUp();
    const token = await askForLink();
    await limits.spend('resetLinkByAddress', '127.0.0.1', budgets.resetLinkByAddress.points - 1);
    expect(await finish(token)).toBe('set');
  });

  it('is nothing to try passwords with when it was used', async () => {
    await signUp();
    const token = await askForLink();
    await finish(token);
    const met = [];
    for (let n = 0; n < 11; n++) met.push(await finish(token, `password number ${n}`));
    expect(met).toEqual([...Array(10).fill('accounts.reset_link_ended'), 'request.rate_limited']);
  });

  it('said by ten at once with one password is answered to all', async () => {
    await signUp();
    const token = await askForLink();
    expect(await Promise.all(Array.from({ length: 10 }, () => finish(token)))).toEqual(Array(10).fill('set'));
  });

  it('still counts when the password could not be written', async () => {
    await signUp();
    const token = await askForLink();
    const { db } = server.adapters;
    await db.$executeRawUnsafe(`CREATE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'going away' USING ERRCODE = '57P01'; END $$`);
    await db.$executeRawUnsafe('CREATE TRIGGER go_away BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION go_away()');
    try {
      expect(await finish(token)).toBe('server.unavailable');
    } finally {
      await db.$executeRawUnsafe('DROP FUNCTION go_away CASCADE');
    }
    expect([await finish(token), await logIn(newPassword)]).toEqual(['set', 'in']);
  });

  it('of several the first that is used counts, and the others are dead', async () => {
    await signUp();
    const [one, two] = [await askForLink(), await askForLink()];
    expect([await finish(one), await finish(two)]).toEqual(['set', 'accounts.reset_link_ended']);
  });

  it('used by ten at once sets one password', async () => {
    await signUp();
    const token = await askForLink();
    const met = await Promise.all(Array.from({ length: 10 }, (_, n) => finish(token, `password number ${n}`)));
    expect(met.sort()).toEqual([...Array(9).fill('accounts.reset_link_ended'), 'set']);
  });

  it('ends after half an hour, and then goes', async () => {
    await signUp();
    const token = await askForLink();
    clock.move(30 * MINUTE);
    expect(await finish(token)).toBe('accounts.reset_link_ended');
    await server.services.accounts.sweep(new AbortController().signal);
    expect(await server.adapters.db.passwordReset.count()).toBe(0);
  });

  it('leads where the operator says, whatever a request says of its host', async () => {
    await signUp();
    const lies = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    expect(await askForLink('ada@example.org', lies)).toBeDefined();
    expect(JSON.stringify(post.sent)).not.toContain('evil');
  });

  it('is not kept as it is', async () => {
    await signUp();
    const token = await askForLink();
    expect(JSON.stringify(await server.adapters.db.passwordReset.findMany())).not.toContain(token);
  });

  it('sets no password that nobody may have, and then still counts', async () => {
    await signUp();
    const token = await askForLink();
    expect(await finish(token, 'short')).toBe('request.invalid');
    expect(await finish(token)).toBe('set');
  });

  it('does not stand in for the second factor', async () => {
    const page = await signUp();
    const { secret } = (await page.mutate('secondFactor.begin', { password })).data as { secret: string };
    const { Secret, TOTP } = await import('otpauth');
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
    await page.mutate('secondFactor.confirm', { code, recoveryCodes: newRecoveryCodes() });
    expect(await finish(await askForLink())).toBe('set');
    expect(await logIn(newPassword)).toBe('accounts.code_needed');
  });
});

describe('whoever asks for one', () => {
  it('cannot tell whether there is an account', async () => {
    await signUp();
    const known = await browser().mutate('passwordReset.request', { email: 'ada@example.org' });
    const unknown = await browser().mutate('passwordReset.request', { email: 'eve@example.org' });
    expect({ ...unknown, headers: {} }).toEqual({ ...known, headers: {} });
    await settled();
    expect(post.sent.map(({ to }) => to)).toEqual(['ada@example.org']);
  });

  it('is answered while the mail server hangs, so that no time tells anything', async () => {
    await signUp();
    let release!: () => void;
    post.behave(() => new Promise((resolve) => (release = resolve)));
    expect((await browser().mutate('passwordReset.request', { email: 'ada@example.org' })).status).toBe(200);
    await expect.poll(() => release).toBeDefined();
    release();
    await settled();
  });

  it('is answered the same when the mail server refuses', async () => {
    await signUp();
    post.behave(async () => {
      throw new Error('550 no');
    });
    expect(await askForLink()).toBeUndefined();
  });

  it('too often is answered the same, and fills nobody’s mailbox', async () => {
    await signUp();
    for (let n = 0; n < 8; n++) await askForLink();
    expect(post.sent).toHaveLength(3);
  });
});

it('without mail none is offered', async () => {
  const without = await startApp({ db: server.adapters.db });
  try {
    const page = makeTestBrowser(without.app);
    expect((await page.query('passwordReset.isOffered')).data).toBe(false);
    const { error } = await page.mutate('passwordReset.request', { email: 'ada@example.org' });
    expect(error?.code).toBe('accounts.reset_not_offered');
  } finally {
    await without.close();
  }
});
