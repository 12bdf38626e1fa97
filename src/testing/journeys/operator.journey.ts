import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetingOptions } from '../harness/browsers.ts';
import { freePort } from '../services/freePort.ts';
import { type Coturn, makeTurnSecret, startCoturn } from '../turn/coturn.ts';
import { calledBy } from './support/network.ts';
import {
  acceptFiles,
  accessibilityFaults,
  arrive,
  button,
  call,
  desk,
  meet,
  offerFiles,
  phone,
  untilVerified,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { nodeCount } from './support/severalNodes.ts';
import { makeFolder, makeRandomFile } from './support/video.ts';

/** Whoever runs the product looks at it, and tries the TURN servers from where they stand. */
const secret = makeTurnSecret();
const metricsToken = 'a token that is only used in tests';
const folder = makeFolder();
let product: Product;
let good: Coturn;
let foreign: Coturn;
/** Has room for one of the two who want to meet. */
let full: Coturn;
/** Lets people in, and lets nobody reach anybody on this machine, as the shipped configuration does. */
let shut: Coturn;

const loopback = ['allow-loopback-peers', 'allowed-peer-ip=127.0.0.1', 'allowed-peer-ip=::1'];
const looks = { args: [...meetingOptions.args, '--ignore-certificate-errors'] };

beforeAll(async () => {
  [good, foreign, full, shut] = await Promise.all([
    startCoturn({ secrets: [secret], moreLines: loopback }),
    startCoturn({ secrets: [makeTurnSecret()], moreLines: loopback }),
    startCoturn({ secrets: [secret], moreLines: [...loopback, 'user-quota=1'] }),
    startCoturn({ secrets: [secret] }),
  ]);
  product = await startProduct({
    OPERATORS: 'Oda',
    METRICS_TOKEN: metricsToken,
    TURN_SECRETS: secret,
    TURN_URLS: [
      `turn:127.0.0.1:${good.port}`,
      `turn:127.0.0.1:${good.port}?transport=tcp`,
      `turns:localhost:${good.tlsPorts[0]}?transport=tcp`,
      `turn:127.0.0.1:${foreign.port}`,
      `turn:127.0.0.1:${await freePort()}?transport=tcp`,
      `turn:127.0.0.1:${shut.port}`,
      `turn:127.0.0.1:${full.port}`,
    ].join(','),
  });
});
afterAll(async () => {
  for (const server of [good, foreign, full, shut]) await server?.stop();
});

async function comeIn(name: string, isNew: boolean, look = {}): Promise<Visitor> {
  const visitor = await arrive(name, { ...looks, ...look });
  await visitor.page.goto(`${product.url}/health/live`);
  const password = `a secret of ${name}`;
  if (isNew) {
    await call(visitor, product, 'accounts.register', { username: name, email: `${name}@example.org`, password });
  } else await call(visitor, product, 'accounts.logIn', { login: name, password });
  return visitor;
}

test('the operator sees the processes and their figures; the TURN check says what works and what does not', async () => {
  const { page, faults } = await comeIn('Oda', true, { viewport: desk });
  await page.goto(`${product.url}/operator`);
  await page.getByRole('list', { name: 'Processes' }).getByText('here').first().waitFor();
  await page.getByText(/people: now 1/).waitFor({ timeout: 60_000 });

  await button(page, 'Check').click();
  const rows = page
    .getByRole('list', { name: 'TURN servers' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading') });
  await button(page, 'Check again').waitFor({ timeout: 120_000 });
  const words = await rows.allInnerTexts();
  expect(words).toHaveLength(7);
  for (const works of words.slice(0, 3)) expect(works).toMatch(/Works[\s\S]*B\/s through it and back to you/);
  expect(words[3]).toMatch(/Refused the credentials[\s\S]*TURN_SECRETS/);
  expect(words[4]).toMatch(/Not reached[\s\S]*firewall/);
  expect(words[5]).toMatch(/passes nothing on[\s\S]*TURN_EXTERNAL_IPS/);
  expect(words[6]).toMatch(/quota is used up[\s\S]*TURN_USER_QUOTA/);
  await page.getByText('UDP and TCP and TLS work from here, the others do not.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

// Of several nodes each counts what it hears.
test.skipIf(nodeCount > 0)('a file that is through in no time counts for the way by which it came', async () => {
  const { first, second } = await meet(product, ['Quick Quin', 'Quick Ray']);
  await offerFiles(first, [makeRandomFile(folder.path, 'note.bin', 5000)]);
  await acceptFiles(second);
  await untilVerified(second);
  const bytesBy = async () => {
    const answer = await fetch(`${product.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
    return [...(await answer.text()).matchAll(/^spotlight_transfer_bytes_total\{route="(\w+)"\} (\d+)/gm)].map(
      ([, route, bytes]) => [route, Number(bytes)],
    );
  };
  await expect.poll(bytesBy).toEqual([['direct', expect.any(Number)]]);
});

test('on a phone, in the light, and by keyboard alone', async () => {
  const { page } = await comeIn('Oda', false, { viewport: phone, colorScheme: 'light' });
  await page.goto(`${product.url}/me`);
  await page.getByRole('link', { name: 'See how Spotlight does' }).click();
  await page.getByRole('list', { name: 'Processes' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole('radio', { name: '1 h' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('radio', { name: '6 h' }).and(page.locator(':checked')).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('jobs that failed for good go one by one, and the focus stays with those that are left', async () => {
  const { page } = await comeIn('Oda', false, { viewport: desk });
  let kinds = ['sweepRelay', 'sweepShares'];
  const letterOf = (kind: string) => ({
    jobId: kind,
    kind,
    failures: 5,
    lastError: 'no room',
    diedAt: '2026-06-01T10:00:00Z',
  });
  const answers: Record<string, (data: { jobs: object }) => unknown> = {
    'operator.overview': (data) => ({
      ...data,
      jobs: { ...data.jobs, kinds: [{ kind: 'sweep', waiting: 0, running: 0, dead: kinds.length }] },
    }),
    'operator.deadLetters': () => kinds.map(letterOf),
    'operator.discardJob': () => {
      kinds = kinds.slice(1);
      return null;
    },
  };
  const isAsked = (url: URL) => calledBy(url).some((procedure) => procedure in answers);
  await page.route(isAsked, async (route) => {
    const procedures = calledBy(new URL(route.request().url()));
    const real = (await (await route.fetch()).json()) as { result?: { data: { jobs: object } } }[];
    const json = procedures.map((name, at) => {
      const answer = answers[name];
      return answer ? { result: { data: answer(real[at]?.result?.data ?? { jobs: {} }) } } : real[at];
    });
    await route.fulfill({ status: 200, json });
  });
  await page.goto(`${product.url}/operator`);
  await button(page, 'Let sweepShares go').waitFor();
  const left = await button(page, 'Let sweepShares go').elementHandle();
  await button(page, 'Let sweepRelay go').press('Enter');
  await button(page, 'Let sweepRelay go').waitFor({ state: 'detached' });
  const focused = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300));
  await expect.poll(focused, { timeout: 10_000 }).toMatch(/^<h3 .*Failed for good/s);
  expect(await left?.evaluate((row) => row.isConnected)).toBe(true);
  await button(page, 'Let sweepShares go').press('Enter');
  await expect.poll(focused, { timeout: 10_000 }).toMatch(/^<h1 /);
});

test('to anyone else there is no such page', async () => {
  const { page } = await comeIn('Stan', true);
  await page.goto(`${product.url}/me`);
  await page.getByRole('heading', { name: 'Password' }).waitFor();
  expect(await page.getByRole('link', { name: 'See how Spotlight does' }).count()).toBe(0);
  await page.goto(`${product.url}/operator`);
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
});
