import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeRecordedFanout } from '../../testing/recordedFanout.ts';
import { makeRenewedLimits } from '../../testing/renewedLimits.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { budgets } from '../core/budgets.ts';

const fanout = makeRecordedFanout();
const limits = makeRenewedLimits();
let server: Awaited<ReturnType<typeof startApp>>;

beforeAll(async () => {
  server = await startApp({ fanout: Object.assign(fanout, { attach() {} }), limits });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.adapters.db.account.deleteMany();
  limits.renew();
  fanout.told.length = 0;
});

const browser = (options?: Parameters<typeof makeTestBrowser>[1]) => makeTestBrowser(server.app, options);
const ada = { username: 'Ada', email: 'Ada@Example.org', password: 'spotlight-ada' };
async function signUp(who = ada) {
  const page = browser();
  const { data } = await page.mutate('accounts.register', who);
  return Object.assign(page, { id: (data as { id: string }).id });
}

describe('a profile', () => {
  const pixel = Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1').toString('base64');

  it('knows when it was last changed', async () => {
    const page = await signUp();
    const { db } = server.adapters;
    const where = { id: page.id };
    const { updatedAt } = await db.account.update({ where, data: { updatedAt: new Date('2026-01-01') } });
    await page.mutate('accounts.updateProfile', { username: 'Ada L' });
    expect((await db.account.findUniqueOrThrow({ where })).updatedAt.getTime()).toBeGreaterThan(updatedAt.getTime());
  });

  it('changes its name in all ways but into a taken one', async () => {
    const page = await signUp();
    await signUp({ username: 'Eve', email: 'eve@example.org', password: 'spotlight-eve' });
    const rename = (username: string) => page.mutate('accounts.updateProfile', { username });
    expect((await rename('ADA')).data).toMatchObject({ username: 'ADA' });
    expect(await rename('EVE')).toMatchObject({ status: 409, error: { code: 'accounts.username_taken' } });
    expect((await page.query('accounts.me')).data).toMatchObject({ username: 'ADA' });
  });

  it('knows whether it hides its address, and tells nobody else', async () => {
    const page = await signUp();
    expect((await page.query('accounts.me')).data).toMatchObject({ hidesAddress: false });
    const changed = await page.mutate('accounts.updateProfile', { hidesAddress: true });
    expect(changed.data).toMatchObject({ username: 'Ada', hidesAddress: true });
    await page.mutate('accounts.updateProfile', { username: 'Ada L' });
    expect((await page.query('accounts.me')).data).toMatchObject({ hidesAddress: true });
    expect((await page.query('accounts.publicProfile', { accountId: page.id })).data).not.toHaveProperty(
      'hidesAddress',
    );
    expect(JSON.stringify(fanout.told)).not.toContain('hidesAddress');
  });

  it.each([{ id: 'x' }, { email: 'x@example.org' }, { passwordHash: 'x' }, { avatarUrl: 'https://evil.example' }])(
    'refuses %j: not the caller’s to set',
    async (change) => {
      const page = await signUp();
      expect((await page.mutate('accounts.updateProfile', change)).status).toBe(400);
    },
  );

  it('shows its picture to whoever is signed in, for ever, as a picture and nothing else', async () => {
    const page = await signUp();
    const { avatarUrl } = (await page.mutate('accounts.updateProfile', { avatar: pixel })).data as {
      avatarUrl: string;
    };
    const response = await page.send('GET', avatarUrl);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.toString('base64')).toBe(pixel);
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect((await browser().send('GET', avatarUrl)).statusCode).toBe(401);
    expect((await page.send('GET', `${avatarUrl}x`)).statusCode).toBe(404);
    const second = Buffer.from('\xff\xd8\xff\xe0 another', 'latin1').toString('base64');
    const changed = (await page.mutate('accounts.updateProfile', { avatar: second })).data as { avatarUrl: string };
    expect(changed.avatarUrl).not.toBe(avatarUrl);
    expect((await page.send('GET', avatarUrl)).statusCode).toBe(404);
    expect((await page.mutate('accounts.updateProfile', { avatar: null })).data).toMatchObject({ avatarUrl: null });
    expect((await page.send('GET', changed.avatarUrl)).statusCode).toBe(404);
    expect(await server.adapters.db.avatarImage.count()).toBe(0);
  });

  it('shows pictures so often to one account, and to strangers as long as their address has any questions left', async () => {
    const page = await signUp();
    const path = `/avatars/${page.id}/none`;
    expect((await page.send('GET', path)).statusCode).toBe(404);
    await limits.spend('address', '127.0.0.1', budgets.address.points - 1);
    expect((await browser().send('GET', path)).statusCode).toBe(429);
    await limits.spend('avatar', page.id, budgets.avatar.points - 1);
    expect((await page.send('GET', path)).statusCode).toBe(429);
  });

  it('refuses a picture that is none', async () => {
    const page = await signUp();
    const avatar = Buffer.from('<script>alert(1)</script>').toString('base64');
    const answer = await page.mutate('accounts.updateProfile', { avatar });
    expect(answer).toMatchObject({ status: 400, error: { code: 'accounts.avatar_not_an_image' } });
  });

  it('does not exist for a stranger', async () => {
    const page = await signUp();
    const eve = await signUp({ username: 'Eve', email: 'eve@example.org', password: 'spotlight-eve' });
    const answer = await eve.query('accounts.publicProfile', { accountId: page.id });
    expect(answer).toMatchObject({ status: 404, error: { code: 'accounts.not_found' } });
    const nobody = await eve.query('accounts.publicProfile', { accountId: '00000000-0000-7000-8000-000000000001' });
    expect(nobody.error).toEqual(answer.error);
    expect((await page.query('accounts.publicProfile', { accountId: page.id })).data).toEqual({
      id: page.id,
      username: 'Ada',
      avatarUrl: null,
    });
  });
});
