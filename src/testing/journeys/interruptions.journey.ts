import { appendFileSync, truncateSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { lookAt } from './support/lookAt.ts';
import { cutOff, isBusyOnce, silenceNetwork } from './support/network.ts';
import {
  acceptFiles,
  button,
  chooseAgain,
  offerFiles,
  percentDone,
  request,
  untilPercent,
  untilVerified,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { arrange, arrivesWhole, FILE_BYTES, LONG_BYTES, underWay } from './support/sending.ts';
import { makeFolder, makeRandomFile } from './support/video.ts';

/** What goes wrong at a venue in the middle of a file, and that nothing which has arrived is lost. */
let product: Product;
const folder = makeFolder();

beforeAll(async () => {
  product = await startProduct();
});

const MIB = 1024 * 1024;
/** What a page that goes may lose of what has come: it was not made durable yet. */
const FLUSH_BYTES = 16 * MIB;

const lostWords = 'Connection lost. Trying again; nothing is lost';

test('the network goes and comes back: the file goes on where it stopped', async () => {
  const { sender, receiver } = await arrange(product);
  await receiver.page.addInitScript(watchForLoss, lostWords);
  await receiver.page.reload();
  const path = await underWay(folder, [sender, receiver], 15);
  const pages = [sender.page, receiver.page];
  const loaded = () => Promise.all(pages.map((page) => page.evaluate(() => performance.timeOrigin)));
  const since = await loaded();
  const network = silenceNetwork(sender);
  // Whoever keeps the network learns of it by the silence alone: nobody says good-bye.
  await receiver.page.getByText(lostWords).waitFor();
  // That it is said within three seconds is for the engine's own tests; here it is sooner than the browser knows of it.
  const statesAtLoss = () => receiver.page.evaluate(() => (window as unknown as Watching).statesAtLoss);
  await expect.poll(statesAtLoss).toContain('connected');
  await lookAt([receiver], 'the connection is lost');
  const before = await percentDone(receiver);
  network.comesBack();
  await untilPercent(receiver, before + 1);
  await arrivesWhole(sender, receiver, path);
  expect(await loaded()).toEqual(since);
}, 240_000);

test('the receiver reloads: what is on disk stays, the rest follows', async () => {
  const { sender, receiver } = await arrange(product);
  const path = await underWay(folder, [sender, receiver], 40);
  await receiver.page.addInitScript(watchFirstMeasured);
  const before = await percentDone(receiver);
  await receiver.page.reload();
  const measured = () => receiver.page.evaluate(() => (window as unknown as Watching).firstMeasured);
  await expect.poll(measured).toBeDefined();
  // The first thing that is measured is what the disk holds: all but what was not flushed yet, and not a new beginning.
  expect(await measured()).toBeGreaterThanOrEqual(before - (100 * FLUSH_BYTES) / FILE_BYTES - 1);
  await arrivesWhole(sender, receiver, path);
}, 240_000);

interface Watching {
  firstMeasured?: number;
  statesAtLoss?: RTCPeerConnectionState[];
}

/** In the page: keeps what the browser said of its connections when these words first stood there. */
function watchForLoss(words: string): void {
  const connections: RTCPeerConnection[] = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  const observer = new MutationObserver(() => {
    if (!document.body?.textContent?.includes(words)) return;
    (window as unknown as Watching).statesAtLoss = connections.map(({ connectionState }) => connectionState);
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}

/** In the page: keeps the percentage that the beam says first once the engine has looked at the disk. */
function watchFirstMeasured(): void {
  const watching = window as unknown as Watching;
  const observer = new MutationObserver(() => {
    const beam = document.querySelector('[role=progressbar]');
    if (!beam || beam.getAttribute('aria-valuetext')?.includes('Getting ready')) return;
    watching.firstMeasured = Number(beam.getAttribute('aria-valuenow'));
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true, attributes: true });
}

test('covered by other pages, sender and receiver go on', async () => {
  const { sender, receiver } = await arrange(product, { first: { canHide: true }, second: { canHide: true } });
  await underWay(folder, [sender, receiver], 10, LONG_BYTES);
  const both = [sender, receiver];
  const visibility = () => Promise.all(both.map(({ page }) => page.evaluate(() => document.visibilityState)));
  await Promise.all(both.map(async ({ profile }) => (await profile.context.newPage()).bringToFront()));
  await expect.poll(visibility).toEqual(['hidden', 'hidden']);
  expect(await percentDone(receiver)).toBeLessThan(100);
  await Promise.all(both.map((visitor) => untilVerified(visitor)));
  expect(await visibility()).toEqual(['hidden', 'hidden']);
  expect(both.flatMap(({ faults }) => faults)).toEqual([]);
}, 240_000);

test('the sender reloads and chooses the file again; another file is refused', async () => {
  const { sender, receiver } = await arrange(product);
  const path = await underWay(folder, [sender, receiver], 30);
  await sender.page.reload();
  await sender.page.getByText('needs your file once more').waitFor();
  await lookAt([sender, receiver], 'the file is needed again');
  const other = makeRandomFile(folder.path, 'other.mp4', 64 * MIB);
  await chooseAgain(sender.page, other);
  await sender.page.getByText('is not the one you offered').waitFor();
  await lookAt([sender], 'it was another file');
  await chooseAgain(sender.page, path);
  await arrivesWhole(sender, receiver, path);
}, 240_000);

test('of two tabs one sends: the file chosen again in the other goes to it', async () => {
  const { sender, receiver } = await arrange(product);
  const path = makeRandomFile(folder.path, 'two tabs.mp4', 3 * MIB);
  await offerFiles(sender, [path]);
  await request(receiver).waitFor();
  await sender.page.reload();
  await acceptFiles(receiver);
  await sender.page.getByText('needs your file once more').waitFor();
  const watching = await sender.profile.context.newPage();
  await watching.goto(sender.page.url());
  await watching.getByText('needs your file once more').waitFor();
  await chooseAgain(watching, path);
  await arrivesWhole(sender, receiver, path);
}, 120_000);

test('of two tabs one sends: left for later in the other, the file goes to the relay', async () => {
  const { sender, receiver } = await arrange(product);
  await underWay(folder, [sender, receiver], 10);
  await receiver.page.goto('about:blank');
  await button(sender.page, 'Leave it for later').waitFor();
  const watching = await sender.profile.context.newPage();
  await watching.goto(sender.page.url());
  await button(watching, 'Leave it for later').click();
  for (const page of [sender.page, watching]) await page.getByText(/All in the relay, sealed/).waitFor();
}, 120_000);

test('the server is too busy to hear that all has come: it is told again', async () => {
  const { sender, receiver } = await arrange(product);
  await isBusyOnce(receiver.page, 'transfers.complete');
  const path = makeRandomFile(folder.path, 'busy.mp4', MIB);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await arrivesWhole(sender, receiver, path);
}, 120_000);

test('an offer that could not be sent is sent after a reconnect, and needs no file again after a reload', async () => {
  const { sender, receiver } = await arrange(product);
  await pickByHandle(sender, 'kept.mp4');
  const offers = await cutOff(sender.page, 'transfers.offer');
  await button(sender.page, 'Send files').click();
  await sender.page.getByRole('menuitem', { name: 'Choose files' }).click();
  await button(sender.page, 'Try again').waitFor();
  await product.kill();
  const isAsked = sender.page.waitForResponse((answer) => answer.url().includes('transfers.listUnfinished'), {
    timeout: 90_000,
  });
  await product.start();
  await isAsked;

  await offers.comesBack();
  await button(sender.page, 'Try again').click();
  await request(receiver).waitFor();
  await sender.page.reload();
  await acceptFiles(receiver);
  await Promise.all([untilVerified(receiver), untilVerified(sender)]);
  expect([...sender.faults, ...receiver.faults]).toEqual([]);
}, 120_000);

/** The browser's own picker gives this file, and a handle by which it opens again. */
async function pickByHandle({ page }: Visitor, name: string): Promise<void> {
  await page.evaluate(async (fileName) => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle(fileName, { create: true });
    const writable = await handle.createWritable();
    await writable.write(new Uint8Array(1_000_000));
    await writable.close();
    Object.assign(window, { showOpenFilePicker: async () => [handle] });
  }, name);
}

test('the server is killed and started again: the two need it neither for the file nor for saving it', async () => {
  const { sender, receiver } = await arrange(product);
  const path = await underWay(folder, [sender, receiver], 10);
  await product.kill();
  await arrivesWhole(sender, receiver, path);
  await product.start();
  // It hears that all came: until then it would only be said to be verified here.
  await receiver.page.reload();
  await untilVerified(receiver);
}, 240_000);

test('a file that changes while it is sent is refused with words on both sides; put right, it goes on', async () => {
  const { sender, receiver } = await arrange(product);
  const path = await underWay(folder, [sender, receiver], 10, LONG_BYTES);
  appendFileSync(path, 'more');
  const refusal = sender.page.getByText('is not the one you offered, or it has changed since');
  await refusal.waitFor({ timeout: 60_000 });
  await receiver.page.getByText('to choose the file again. What has come is kept').waitFor();
  await lookAt([sender, receiver], 'the file has changed');
  truncateSync(path, LONG_BYTES);
  await chooseAgain(sender.page, path);
  await sender.page.getByText('has another date than the one you offered').waitFor();
  await button(sender.page, 'Nothing in it has changed').click();
  await arrivesWhole(sender, receiver, path);
}, 180_000);
