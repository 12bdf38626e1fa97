import { basename } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { lookAt } from './support/lookAt.ts';
import { cutOff } from './support/network.ts';
import {
  acceptFiles,
  accessibilityFaults,
  button,
  call,
  offerFiles,
  request,
  untilPercent,
  unusedName,
  type Visitor,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { arrange, arrivesWhole, LONG_BYTES, underWay } from './support/sending.ts';
import { makeFolder, makeRandomFile, makeSparseFile, sha256 } from './support/video.ts';

/** What people decide about files that are offered or under way: to pause, to refuse, to call off, to take a part. */
let product: Product;
const folder = makeFolder();

beforeAll(async () => {
  product = await startProduct();
});

const MIB = 1024 * 1024;

test('either side pauses, also over a reload, and goes on when it says so', async () => {
  const { sender, receiver } = await arrange(product);
  const path = await underWay(folder, [sender, receiver], 10, LONG_BYTES);
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
  const { sender, receiver } = await arrange(product, {}, [`Sender &lt;b&gt; "x'`, 'Receiver']);
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
  const { sender, receiver } = await arrange(product);
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
  const { sender, receiver } = await arrange(product);
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
  const { sender, receiver } = await arrange(product);
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

test('both send at once, several files with an empty one among them, and one that is not wanted', async () => {
  const { sender, receiver } = await arrange(product);
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
  for (const { page } of [receiver, sender]) {
    await expect.poll(() => page.getByText(/B, verified on both sides/).count(), { timeout: 60_000 }).toBe(2);
  }
  const downloads: string[] = [];
  receiver.page.on('download', async (download) => downloads.push(await sha256(await download.path())));
  await button(receiver.page, 'Save all 3').click();
  const wanted = await Promise.all(there.map(sha256));
  await expect.poll(() => [...downloads].sort(), { timeout: 30_000 }).toEqual([...wanted].sort());
}, 180_000);
