import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeRenewedLimits } from '../../testing/renewedLimits.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { makeTestBrowser } from '../../testing/testBrowser.ts';
import { budgets } from '../core/budgets.ts';

// Two hundred people behind one address are not locked out by one of them.
const VENUE = '127.0.0.1';
const clock = makeFakeClock();
const limits = makeRenewedLimits();
let server: TestApp;
beforeAll(async () => {
  server = await startApp({ clock, limits });
});
afterAll(() => server.close());
beforeEach(async () => {
  limits.renew();
  await server.adapters.db.account.deleteMany();
});

const browser = () => makeTestBrowser(server.app);
const person = (name: string) => ({ username: name, email: `${name}@example.org`, password: `spotlight-${name}` });
async function signUp(name: string) {
  const page = browser();
  await page.mutate('accounts.register', person(name));
  return page;
}
/** One question with as many parts as are taken. */
const batch = (path: string, inputs: object[]) =>
  browser().send('POST', `/trpc/${inputs.map(() => path).join()}?batch=1`, { ...inputs });
const twenty = <T>(make: (n: number) => T) => Array.from({ length: 20 }, (_, n) => make(n));
const left = async (budget: keyof typeof budgets) => {
  for (let points = 0; ; points++) {
    if (await limits.spend(budget, VENUE).catch(() => true)) return points;
  }
};

it('who is signed in goes on and is renewed when strangers have spent all that they have', async () => {
  const zoe = await signUp('zoe');
  await limits.spend('address', VENUE, budgets.address.points - 1);
  expect((await browser().query('passwordReset.isOffered')).status).toBe(429);
  const authorization = `Bearer ${randomUUID()}.${'x'.repeat(43)}`;
  expect((await browser().send('GET', '/relay/segments/none', undefined, { authorization })).statusCode).toBe(429);
  expect((await zoe.query('accounts.me')).status).toBe(200);
  expect((await zoe.send('GET', '/relay/segments/none')).statusCode).toBe(404);
  clock.move(16 * 60_000);
  expect((await zoe.mutate('accounts.refresh')).status).toBe(200);
  expect((await zoe.query('accounts.me')).status).toBe(200);
});

it.each([
  ['accounts.logIn', twenty((n) => ({ login: `nobody ${n}`, password: 'wrong-password' }))],
  ['accounts.register', twenty(() => person('zoe'))],
  ['accounts.refresh', twenty(() => ({}))],
  ['passwordReset.request', twenty((n) => ({ email: `nobody${n}@example.org` }))],
])('%s comes once in a request', async (path, inputs) => {
  expect((await batch(path, inputs)).statusCode).toBe(400);
  expect(await left('address')).toBe(budgets.address.points);
  expect((await batch(path, inputs.slice(0, 1))).statusCode).not.toBe(400);
});

it('only wrong passwords count against the address', async () => {
  await signUp('zoe');
  for (let n = 0; n < 3; n++) await browser().mutate('accounts.logIn', { login: 'zoe', password: 'spotlight-zoe' });
  await browser().mutate('accounts.logIn', { login: 'zoe', password: 'wrong-password' });
  expect(await left('loginByAddress')).toBe(budgets.loginByAddress.points - 1);
});

it('a name that is taken costs others no place to register', async () => {
  await signUp('zoe');
  for (let n = 0; n < 3; n++) {
    expect(await browser().mutate('accounts.register', person('zoe'))).toMatchObject({ status: 409 });
  }
  expect(await left('register')).toBe(budgets.register.points - 1);
});
