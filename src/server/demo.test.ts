import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../testing/startApp.ts';
import { makeTestBrowser } from '../testing/testBrowser.ts';
import { inWords, seedDemo } from './demo.ts';

let server: TestApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(() => server.close());

test('the demo starts again after someone in it has changed their name, and its logins are still right', async () => {
  const logins = await seedDemo(server.services);
  const page = makeTestBrowser(server.app);
  await page.mutate('accounts.logIn', logins[0]);
  await page.mutate('accounts.updateProfile', { username: 'Adele' });
  expect(await page.query('accounts.me')).toMatchObject({ data: { username: 'Adele' } });

  expect(await seedDemo(server.services)).toEqual(logins);
  for (const login of logins) {
    expect(await makeTestBrowser(server.app).mutate('accounts.logIn', login)).toMatchObject({ status: 200 });
  }
  expect(await server.adapters.db.account.count()).toBe(2);
});

test('whoever has a name of the demo stays out of it', async () => {
  const own = { email: 'ada@hall.example', password: 'long enough, and hers' };
  const ada = makeTestBrowser(server.app);
  await ada.mutate('accounts.register', { username: 'Ada', ...own });
  const logins = await seedDemo(server.services);
  expect(
    await server.adapters.db.account.findMany({ select: { username: true }, orderBy: { createdAt: 'asc' } }),
  ).toEqual([{ username: 'Ada' }, { username: 'Ada 2' }, { username: 'Ben' }]);
  for (const login of logins)
    expect(await makeTestBrowser(server.app).mutate('accounts.logIn', login)).toMatchObject({ status: 200 });
});

test('a password that was changed since is not told', async () => {
  const [, ben] = await seedDemo(server.services);
  const page = makeTestBrowser(server.app);
  await page.mutate('accounts.logIn', ben);
  const change = { currentPassword: ben!.password, newPassword: 'of my own choice' };
  expect(await page.mutate('accounts.changePassword', change)).toMatchObject({ status: 200 });
  expect((await seedDemo(server.services)).map(inWords)).toEqual([
    'Demo account: ada@demo.example, password spotlight-ada',
    'Demo account: ben@demo.example, with the password that was set since',
  ]);
});
