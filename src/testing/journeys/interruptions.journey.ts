import { appendFileSync, truncateSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { lookAt } from './support/lookAt.ts';
import { cutOff, isBusyOnce, silenceNetwork } from './support/network.ts';
import {
  acceptFiles,
  accessibilityFaults,
  button,
  call,
  chooseAgain,
  meet,
  offerFiles,
  percentDone,
  request,
  save,
  untilPercent,
  untilVerified,
  unusedName,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder, makeRandomFile, makeSparseFile, sha256 } from './support/video.ts';

/** What goes wrong at a venue in the middle of a file, and that nothing which has arrived is lost. */
let product: Product;
const folder = makeFolder();

beforeAll(async () => {
  product = await startProduct();
});

const MIB = 1024 * 1024;
const fileBytes = 64 * MIB;
/** Still on its way after several things were looked at. */
const LONG_BYTES = 256 * MIB;
/** What a page that goes may lose of what has come: it was not made durable yet. */
const FLUSH_BYTES = 16 * MIB;

async function arrange(look: Parameters<typeof meet>[2] = {}, names: [string, string] = ['Sender', 'Receiver']) {
  const { first, second } = await meet(product, names, look);
  return { sender: first, receiver: second };
}

/** A transfer that has come to at least this percentage at the receiver. */
async function underWay(sender: Visitor, receiver: Visitor, percent = 15, sizeBytes = fileBytes) {
  const path = makeRandomFile(folder.path, 'clip.mp4', sizeBytes);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await untilPercent(receiver, percent);
  return path;
}

async function arrivesWhole(sender: Visitor, receiver: Visitor, path: string) {
  await Promise.all([untilVerified(receiver), untilVerified(sender)]);
  const saved = await save(receiver);
  expect(await sha256(saved.path)).toBe(await sha256(path));
  expect([...sender.faults, ...receiver.faults]).toEqual([]);
}

const lostWords = 'Connection lost. Trying again; nothing is lost';

test('the network goes and comes back: the file goes on where it stopped', async () => {
  const { sender, receiver } = await arrange();
  await receiver.page.addInitScript(watchForLoss, lostWords);
  await receiver.page.reload();
  const path = await underWay(sender, receiver);
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
  const { sender, receiver } = await arrange();
  const path = await underWay(sender, receiver, 40);
  await receiver.page.addInitScript(watchFirstMeasured);
  const before = await percentDone(receiver);
  await receiver.page.reload();
  const measured = () => receiver.page.evaluate(() => (window as unknown as Watching).firstMeasured);
  await expect.poll(measured).toBeDefined();
  // The first thing that is measured is what the disk holds: all but what was not flushed yet, and not a new beginning.
  expect(await measured()).toBeGreaterThanOrEqual(before - (100 * FLUSH_BYTES) / fileBytes - 1);
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
  const { sender, receiver } = await arrange({ first: { canHide: true }, second: { canHide: true } });
  await underWay(sender, receiver, 10, LONG_BYTES);
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
  const { sender, receiver } = await arrange();
  const path = await underWay(sender, receiver, 30);
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
  const { sender, receiver } = await arrange();
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
  const { sender, receiver } = await arrange();
  await underWay(sender, receiver, 10);
  await receiver.page.goto('about:blank');
  await button(sender.page, 'Leave it for later').waitFor();
  const watching = await sender.profile.context.newPage();
  await watching.goto(sender.page.url());
  await button(watching, 'Leave it for later').click();
  for (const page of [sender.page, watching]) await page.getByText(/All in the relay, sealed/).waitFor();
}, 120_000);

test('the server is too busy to hear that all has come: it is told again', async () => {
  const { sender, receiver } = await arrange();
  await isBusyOnce(receiver.page, 'transfers.complete');
  const path = makeRandomFile(folder.path, 'busy.mp4', MIB);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await arrivesWhole(sender, receiver, path);
}, 120_000);

test('an offer that could not be sent is sent after a reconnect, and needs no file again after a reload', async () => {
  const { sender, receiver } = await arrange();
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
  const { sender, receiver } = await arrange();
  const path = await underWay(sender, receiver, 10);
  await product.kill();
  await arrivesWhole(sender, receiver, path);
  await product.start();
  // It hears that all came: until then it would only be said to be verified here.
  await receiver.page.reload();
  await untilVerified(receiver);
}, 240_000);

test('either side pauses, also over a reload, and goes on when it says so', async () => {
  const { sender, receiver } = await arrange();
  const path = await underWay(sender, receiver, 10, LONG_BYTES);
  for (const [pausing, waiting] of [
    [receiver, sender],
    [sender, receiver],
  ] as const) {
    await button(pausing.page, 'Pause').click();
    await waiting.page.getByText(`${pausing.name} paused. What has come is kept`).waitFor();
    if (pausing === receiver) {
      await receiver.page.reload();
      await receiver.page.getByText('You paused. What has come is kept').waitFor();
      await lookAt([receiver, sender], 'paused');
    }
    await button(pausing.page, 'Go on').click();
    await waiting.page.getByText(`${pausing.name} paused. What has come is kept`).waitFor({ state: 'detached' });
  }
  await arrivesWhole(sender, receiver, path);
}, 240_000);

test('refused: both sides say so, and nothing has moved; what looks like markup is words', async () => {
  const markup = '<img src=x onerror=alert(1)>';
  const { sender, receiver } = await arrange({}, [`Sender &lt;b&gt; "x'`, 'Receiver']);
  await sender.page.getByRole('textbox', { name: /^Write to/ }).fill(`<script>alert(2)</script>${markup}`);
  await sender.page.keyboard.press('Enter');
  await receiver.page.getByText(`<script>alert(2)</script>${markup}`).waitFor();
  await offerFiles(sender, [makeRandomFile(folder.path, `${markup} \u202Egpj.exe.mp4`, MIB)]);
  await request(receiver).waitFor();
  expect(await request(receiver).textContent()).not.toContain('\u202E');
  // A name that the disk would not take is made one that it does.
  for (const words of [sender.name, '_img src=x onerror=alert(1)_ ']) {
    await request(receiver).getByText(words).first().waitFor();
  }
  await button(request(receiver), 'Refuse').click();
  await sender.page
    .getByText(/declined/)
    .first()
    .waitFor();
  await receiver.page.getByText('You declined').first().waitFor();

  const today = new Date().toISOString().slice(0, 10);
  const event = {
    eventId: crypto.randomUUID(),
    name: unusedName(markup),
    location: 'Hall',
    startDate: today,
    endDate: today,
  };
  await call(sender, product, 'events.create', event);
  await receiver.page.getByRole('link', { name: 'Exchanges', exact: true }).first().click();
  await receiver.page.getByText(sender.name).first().waitFor();
  await receiver.page.getByRole('link', { name: 'Events', exact: true }).first().click();
  await receiver.page.getByRole('link', { name: event.name, exact: true }).waitFor();
  for (const { page, faults } of [sender, receiver]) {
    expect(await page.locator('img[src=x], b, script:not([src])').count()).toBe(0);
    expect(faults).toEqual([]);
  }
}, 120_000);

test('cancelled in the middle: both sides say who, and no partial file stays', async () => {
  const { sender, receiver } = await arrange();
  // Large enough to be still on its way after all that is looked at; the empty parts take no room at the sender.
  await offerFiles(sender, [makeSparseFile(folder.path, 'long.mp4', 2048 * MIB)]);
  await acceptFiles(receiver);
  await untilPercent(receiver, 1);
  await seesConnection(receiver);
  await lookAt([sender, receiver], 'it moves');
  await button(receiver.page, 'Cancel').click();
  await button(receiver.page.getByRole('dialog'), 'Cancel it').click();
  await sender.page.getByText(`${receiver.name} cancelled`).first().waitFor();
  await receiver.page.getByText('You cancelled').first().waitFor();
  await lookAt([sender, receiver], 'cancelled');
  await expect.poll(() => receivedOnDisk(receiver), { timeout: 20_000 }).toEqual([]);
}, 120_000);

/** The names of what lies in the browser's private file system. */
function receivedOnDisk({ page }: Visitor): Promise<string[]> {
  return page.evaluate(async () => {
    const names: string[] = [];
    const list = async (folder: FileSystemDirectoryHandle) => {
      for await (const handle of folder.values()) {
        if (handle.kind === 'file') names.push(handle.name);
        else await list(handle as FileSystemDirectoryHandle);
      }
    };
    await list(await navigator.storage.getDirectory());
    return names.sort();
  });
}

/** What is folded away under a transfer that moves tells how it does. */
async function seesConnection({ page }: Visitor): Promise<void> {
  await page.locator('summary', { hasText: 'Connection:' }).click();
  for (const [name, value] of [
    ['Way', /^Direct/],
    ['Speed', /B\/s$/],
    ['There and back', /^\d+ ms$/],
  ] as const) {
    await page.locator(`dt:text-is("${name}") + dd`, { hasText: value }).waitFor();
  }
}

test('of several files each can be saved when it is whole; called off, these stay, and nothing else does', async () => {
  const { sender, receiver } = await arrange();
  const paths = [
    makeRandomFile(folder.path, 'note.txt', 3000),
    makeRandomFile(folder.path, 'first.mp4', 8 * MIB),
    makeRandomFile(folder.path, 'second.mp4', 256 * MIB),
  ];
  await offerFiles(sender, paths);
  await acceptFiles(receiver);
  await receiver.page.getByText('2 of 3 files came whole. You need not wait for the others.').waitFor();
  for (const path of paths.slice(0, 2)) {
    const download = receiver.page.waitForEvent('download');
    await button(receiver.page, `Save ${basename(path)}`).click();
    expect(await sha256(await (await download).path())).toBe(await sha256(path));
  }
  expect(await button(receiver.page, 'Delete from here').count()).toBe(0);
  await button(sender.page, 'Cancel').click();
  await sender.page.getByText(`2 of 3 files have come whole, and stay with ${receiver.name}. What came of`).waitFor();
  await button(sender.page, 'Cancel it').click();

  const note = receiver.page.getByText(/2 of 3 files came whole\. They stay here until/);
  await note.waitFor();
  await expect.poll(() => receivedOnDisk(receiver)).toEqual(['1', 'small']);
  await receiver.page.reload();
  await note.waitFor();
  expect(await accessibilityFaults(receiver.page)).toEqual([]);
  const download = receiver.page.waitForEvent('download');
  await button(receiver.page, 'Save first.mp4 again').click();
  expect(await sha256(await (await download).path())).toBe(await sha256(paths[1]!));
  await button(receiver.page, 'Delete from here').click();
  await button(receiver.page.getByRole('dialog'), 'Delete').click();
  await note.waitFor({ state: 'detached' });
  expect(await receivedOnDisk(receiver)).toEqual([]);
  expect([...sender.faults, ...receiver.faults]).toEqual([]);
}, 240_000);

test('called off in a tab that the server never hears: the other tab of that browser tells it', async () => {
  const { sender, receiver } = await arrange();
  await offerFiles(sender, [makeRandomFile(folder.path, 'not any more.mp4', MIB)]);
  await request(receiver).waitFor();
  const other = await sender.profile.context.newPage();
  await other.goto(sender.page.url());
  await button(other, 'Cancel').waitFor();
  await cutOff(sender.page, 'transfers.cancel');
  await button(sender.page, 'Cancel').click();
  await button(sender.page, 'Take it back').click();
  await sender.page.getByText('You cancelled').first().waitFor();
  await sender.page.close();
  await receiver.page.getByText(`${sender.name} cancelled`).first().waitFor();
  await other.getByText('You cancelled').first().waitFor();
}, 120_000);

test('a file that changes while it is sent is refused with words on both sides; put right, it goes on', async () => {
  const { sender, receiver } = await arrange();
  const path = await underWay(sender, receiver, 10);
  appendFileSync(path, 'more');
  const refusal = sender.page.getByText('is not the one you offered, or it has changed since');
  await refusal.waitFor({ timeout: 60_000 });
  await receiver.page.getByText('to choose the file again. What has come is kept').waitFor();
  await lookAt([sender, receiver], 'the file has changed');
  truncateSync(path, 64 * MIB);
  await chooseAgain(sender.page, path);
  await sender.page.getByText('has another date than the one you offered').waitFor();
  await button(sender.page, 'Nothing in it has changed').click();
  await arrivesWhole(sender, receiver, path);
}, 180_000);

test('both send at once, several files with an empty one among them, and one that is not wanted', async () => {
  const { sender, receiver } = await arrange();
  const there = [
    makeRandomFile(folder.path, 'one.mp4', 5 * MIB),
    makeRandomFile(folder.path, 'empty.txt', 0),
    makeRandomFile(folder.path, '🕺🏽 näme.bin', 3),
  ];
  const back = makeRandomFile(folder.path, 'back.mp4', 5 * MIB);
  await offerFiles(sender, [...there, makeRandomFile(folder.path, 'not wanted.mp4', MIB)]);
  await request(receiver)
    .getByRole('checkbox', { name: /^not wanted/ })
    .uncheck();
  await acceptFiles(receiver);
  await offerFiles(receiver, [back]);
  await acceptFiles(sender);
  await untilVerified(receiver);
  await untilVerified(sender);
  const downloads: string[] = [];
  receiver.page.on('download', async (download) => downloads.push(await sha256(await download.path())));
  await button(receiver.page, 'Save all 3').click();
  const wanted = await Promise.all(there.map(sha256));
  await expect.poll(() => [...downloads].sort(), { timeout: 30_000 }).toEqual([...wanted].sort());
}, 180_000);
