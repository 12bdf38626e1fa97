import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../testing/startApp.ts';
import { makeTestBrowser } from '../testing/testBrowser.ts';
import { seedDemo } from './demo.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.close());

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
