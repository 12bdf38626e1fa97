import { afterAll, beforeAll, expect, test } from 'vitest';
import { meetingOptions } from '../harness/browsers.ts';
import { type Coturn, makeTurnSecret, startCoturn } from '../turn/coturn.ts';
import {
  acceptFiles,
  button,
  call,
  meet,
  offerFiles,
  percentDone,
  save,
  untilPercent,
  untilVerified,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder, makeRandomFile, sha256 } from './support/video.ts';

/** Two people who hide their addresses, and a TURN server between them. */
const folder = makeFolder();
const MIB = 1024 * 1024;
let coturn: Coturn | undefined;
let product: Product | undefined;
/** Others, for halls where UDP does not pass, and where nothing but TLS does. */
let overTcp: Product | undefined;
let overTls: Product | undefined;

beforeAll(async () => {
  const secret = makeTurnSecret();
  coturn = await startCoturn({
    secrets: [secret],
    // The two browsers and the server share one machine here; nobody else's server may be set up like this.
    moreLines: ['allow-loopback-peers', 'allowed-peer-ip=127.0.0.1', 'allowed-peer-ip=::1'],
  });
  const address = `turn:127.0.0.1:${coturn.port}`;
  product = await startProduct({ TURN_URLS: address, TURN_SECRETS: secret, TURN_TTL_SECONDS: '60' });
  overTcp = await startProduct({ TURN_URLS: `${address}?transport=tcp`, TURN_SECRETS: secret });
  overTls = await startProduct({
    TURN_URLS: `turns:localhost:${coturn.tlsPorts[1]}?transport=tcp`,
    TURN_SECRETS: secret,
  });
});
afterAll(async () => {
  await coturn?.stop();
});

// The server's certificate is one that it has signed itself.
const trusting = { args: [...meetingOptions.args, '--ignore-certificate-errors'] };

async function exchange(names: [string, string], { at = product!, sizeBytes = 64 * MIB } = {}) {
  const { first, second, matchId } = await meet(at, names, { first: trusting, second: trusting });
  const path = makeRandomFile(folder.path, `from ${first.name}.mp4`, sizeBytes);
  return { first, second, matchId, path };
}

async function hideAddress({ page }: Visitor, at = product!): Promise<void> {
  await page.goto(`${at.url}/me`);
  const hide = page.getByRole('switch', { name: 'Hide my address' });
  await hide.check();
  await expect.poll(() => hide.isEnabled()).toBe(true);
}

/** For as long as the file is on its way. */
const seesServer = ({ page }: Visitor) => page.getByText('Through the hall’s server').first().waitFor();

/** What these pages are told by the other side, from their next load on. */
function listenToSignals(...listeners: Visitor[]): () => string {
  const heard: string[] = [];
  for (const { page } of listeners) {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('peer:signal')) heard.push(String(payload));
      }),
    );
  }
  return () => heard.join('\n');
}

test('a file goes through the TURN server, and neither side is told an address of the other', async () => {
  const { first, second, matchId, path } = await exchange(['Hidden Ida', 'Hidden Jan']);
  await hideAddress(first);
  await hideAddress(second);
  const heard = listenToSignals(first, second);
  for (const { page } of [first, second]) await page.goto(`${product!.url}/exchanges/${matchId}`);
  await offerFiles(first, [path]);
  await Promise.all([acceptFiles(second), seesServer(first), seesServer(second)]);
  await Promise.all([untilVerified(first), untilVerified(second)]);
  const saved = await save(second);
  expect(await sha256(saved.path)).toBe(await sha256(path));
  expect([...first.faults, ...second.faults]).toEqual([]);
  expect(heard()).toMatch(/typ relay/);
  expect(heard()).not.toMatch(/typ (host|srflx|prflx)|raddr (?!0\.0\.0\.0 )/);
}, 240_000);

test.each([
  { passes: 'TCP', at: () => overTcp! },
  { passes: 'TLS', at: () => overTls! },
])(
  'one of the two hides the address, where only $passes goes through: the other needs to do nothing',
  async ({ passes, at }) => {
    const names: [string, string] = [`Hidden Kim ${passes}`, `Open Lea ${passes}`];
    const { first, second, matchId, path } = await exchange(names, { at: at() });
    await hideAddress(first, at());
    const heard = listenToSignals(second);
    await first.page.goto(`${at().url}/exchanges/${matchId}`);
    await second.page.reload();
    await offerFiles(second, [path]);
    await Promise.all([acceptFiles(first), seesServer(first)]);
    await Promise.all([untilVerified(first), untilVerified(second)]);
    expect(await sha256((await save(first)).path)).toBe(await sha256(path));
    expect(heard()).toMatch(/typ relay/);
    expect(heard()).not.toMatch(/typ (host|srflx|prflx)/);
  },
  240_000,
);

test('hidden in the middle of a file: what is direct ends, and the rest comes through the TURN server', async () => {
  const { first, second, path } = await exchange(['Sudden Oda', 'Open Pia'], { sizeBytes: 80 * MIB });
  await offerFiles(first, [path]);
  await acceptFiles(second);
  await second.page
    .getByText(/^Direct, /)
    .first()
    .waitFor();
  await untilPercent(second, 10);
  // In another browser of the same person: this one hears of it.
  await call(first, product!, 'accounts.updateProfile', { hidesAddress: true });
  await seesServer(second);
  expect(await percentDone(second)).toBeGreaterThanOrEqual(10);
  await Promise.all([untilVerified(first), untilVerified(second)]);
  expect(await sha256((await save(second)).path)).toBe(await sha256(path));
}, 240_000);

test('without a TURN server and a relay the profile says so, and so does a connection that cannot be made', async () => {
  const bare = await startProduct({ RELAY: 'false' });
  try {
    const { first, second, matchId } = await meet(bare, ['Bare Mia', 'Bare Noa']);
    await first.page.goto(`${bare.url}/me`);
    const hide = first.page.getByRole('switch', { name: 'Hide my address' });
    await first.page.getByText('this Spotlight has none').waitFor();
    expect(await hide.isDisabled()).toBe(true);
    // As of someone who hid it while there still was one.
    await call(first, bare, 'accounts.updateProfile', { hidesAddress: true });
    await first.page.goto(`${bare.url}/exchanges/${matchId}`);
    await offerFiles(first, [makeRandomFile(folder.path, 'stays.mp4', MIB)]);
    await acceptFiles(second);
    await first.page.getByText('You hide your address').waitFor({ timeout: 90_000 });
    // The last resort: it lies elsewhere, and the other side gets the address.
    await button(first.page, 'Send a link instead').click();
    await first.page.getByLabel('Address at the other service').fill('drive.example.org/finale');
    await button(first.page, 'Send the link').click();
    const link = second.page.getByRole('link', { name: /drive\.example\.org/ });
    expect(await link.getAttribute('href')).toBe('https://drive.example.org/finale');
    expect(await link.getAttribute('rel')).toContain('noopener noreferrer');
    await first.page.goto(`${bare.url}/me`);
    await hide.uncheck();
    await first.page.getByText('this Spotlight has none').waitFor();
  } finally {
    await bare.stop();
  }
}, 240_000);
