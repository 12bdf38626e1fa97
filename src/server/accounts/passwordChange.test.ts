import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { quickPasswords } from '../../testing/testAdapters.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';

/** What happens once a password has been looked at, before anything is written. */
let meanwhile: (() => Promise<unknown>) | null = null;
let server: TestApp;
beforeAll(async () => {
  const passwords = {
    ...quickPasswords,
    async isRight(...given: Parameters<typeof quickPasswords.isRight>) {
      const isRight = await quickPasswords.isRight(...given);
      const work = meanwhile;
      meanwhile = null;
      await work?.();
      return isRight;
    },
  };
  server = await startApp({ passwords });
});
afterAll(() => server.close());

it('a password is not changed by who knew the one before, when another was set meanwhile', async () => {
  const ada = { username: 'Ada', email: 'ada@example.org', password: 'the-first-password' };
  const page = makeTestBrowser(server.app);
  await page.mutate('accounts.register', ada);
  meanwhile = async () => {
    const passwordHash = await quickPasswords.hash('set-by-a-link');
    await server.adapters.db.account.updateMany({ data: { passwordHash } });
  };
  const change = { currentPassword: ada.password, newPassword: 'the-second-password' };
  expect((await page.mutate('accounts.changePassword', change)).error?.code).toBe('accounts.wrong_password');
  const logIn = (password: string) => makeTestBrowser(server.app).mutate('accounts.logIn', { login: 'Ada', password });
  expect((await logIn('the-second-password')).status).toBe(401);
  expect((await logIn('set-by-a-link')).status).toBe(200);
});

it('said twice at once it is changed once, and both are told so', async () => {
  const ben = { username: 'Ben', email: 'ben@example.org', password: 'the-first-password' };
  const page = makeTestBrowser(server.app);
  await page.mutate('accounts.register', ben);
  const change = { currentPassword: ben.password, newPassword: 'the-second-password' };
  const twice = await Promise.all([1, 2].map(() => page.mutate('accounts.changePassword', change)));
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
});
