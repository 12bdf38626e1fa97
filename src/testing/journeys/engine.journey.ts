import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, type EnginePair, makeEnginePair, type Side } from '../harness/engine/pair.ts';
import { openProfile, type Profile } from '../harness/engine/profiles.ts';
import { type ServedPages, servePages } from '../harness/servePages.ts';

const MIB = 1024 * 1024;

describe('the block engine between two browsers', () => {
  let pages: ServedPages;
  let profiles: Record<Side, Profile>;
  let pair: EnginePair;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spotlight-engine-'));
    pages = await servePages();
    profiles = { sender: await openProfile(), receiver: await openProfile() };
  });
  afterAll(async () => {
    await Promise.all([profiles?.sender.close(), profiles?.receiver.close()]);
    await pages?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    pair = await makeEnginePair(profiles, pages.url('engine/index.html'));
  });
  afterEach(async () => {
    for (const side of ['sender', 'receiver'] as const) {
      await pair.pages[side].evaluate(() => window.engine.close()).catch(() => {});
    }
    await pair.pages.receiver.evaluate((id) => window.engine.forget(id, 'receiver'), pair.options.transferId);
    await pair.close();
  });

  async function fileOf(bytes: number, name = 'video.mp4'): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, randomBytes(bytes));
    return path;
  }

  async function begin(paths: string[]): Promise<void> {
    await pair.choose(paths);
    await pair.start('receiver');
    await pair.start('sender');
    await pair.meet();
  }

  const untilPast = (side: Side, bytes: number) =>
    pair.until(side, (snapshot, wanted) => snapshot.bytesDone >= wanted, bytes);

  async function untilVerified(): Promise<void> {
    await pair.untilState('receiver', 'verified', 60_000);
    await pair.untilState('sender', 'verified');
  }

  /** Of how much a side has a record that outlives its page. */
  const heldBytes = async (side: Side = 'receiver') =>
    (await pair.pages[side].evaluate(() => window.engine.held())).find(({ role }) => role === side)?.bytesDone ?? 0;

  const statesOf = async (side: Side) =>
    (await pair.pages[side].evaluate(() => window.engine.states())).map(({ state }) => state);

  it('[T14] brings several files over whole, an empty one too, and both sides say verified', async () => {
    const paths = [await fileOf(3 * MIB + 17), await fileOf(0, 'empty.txt'), await fileOf(1, '👩🏽‍🎤.bin')];
    await begin(paths);
    await untilVerified();
    for (const [index, path] of paths.entries()) expect(await pair.digest(index)).toBe(digestOf(path));
    const { transferId } = pair.options;
    const described = await pair.pages.receiver.evaluate((id) => window.engine.file(id, 0), transferId);
    expect(described).toEqual({ name: 'video.mp4', size: 3 * MIB + 17, type: 'video/mp4' });
    const [held] = await pair.pages.receiver.evaluate(() => window.engine.held());
    expect(held).toMatchObject({ isFinished: true, verifiedFiles: [0, 1, 2] });
  });

  it('brings many files over whole where the browser has no private file system', async () => {
    await pair.pages.receiver.route('**/receiveWorker*', async (route) => {
      const answer = await route.fetch();
      const body = `delete StorageManager.prototype.getDirectory;\n${await answer.text()}`;
      await route.fulfill({ response: answer, body });
    });
    const sizes = Array.from({ length: 24 }, (_, n) => (n % 4 === 0 ? 5 * MIB + n : 90_000 + n));
    const paths = await Promise.all(sizes.map((bytes, n) => fileOf(bytes, `${n}.bin`)));
    await begin(paths);
    await untilVerified();
    for (const [index, path] of paths.entries()) expect(await pair.digest(index)).toBe(digestOf(path));
    const folders = await pair.pages.receiver.evaluate(async (id) => {
      const root = await navigator.storage.getDirectory();
      const transfers = await root.getDirectoryHandle('transfers', { create: true });
      const names: string[] = [];
      for await (const name of (transfers as FileSystemDirectoryHandle & { keys(): AsyncIterable<string> }).keys()) {
        if (name === id) names.push(name);
      }
      return names;
    }, pair.options.transferId);
    expect(folders).toEqual([]);
  });

  it('brings over only the files that were chosen', async () => {
    await pair.choose([await fileOf(MIB, 'a.bin'), await fileOf(MIB, 'b.bin'), await fileOf(MIB, 'c.bin')]);
    pair.options.chosenFiles = [1];
    await pair.start('receiver');
    await pair.start('sender');
    await pair.meet();
    await untilVerified();
    const snapshot = await pair.snapshot('receiver');
    expect(snapshot).toMatchObject({ bytesTotal: MIB });
    expect(await pair.digest(1)).toBe(digestOf(join(folder, 'b.bin')));
  });

  it('[T6] goes on from the disk after the receiver reloads', async () => {
    const path = await fileOf(40 * MIB);
    await begin([path]);
    await expect.poll(() => heldBytes(), { interval: 20 }).toBeGreaterThan(0);
    await pair.reload('receiver');
    const held = await heldBytes();
    expect(held).toBeLessThan(40 * MIB);
    await pair.start('receiver');
    await pair.until('receiver', (snapshot, bytes) => snapshot.bytesDone >= bytes, held);
    await pair.meet();
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  it('goes on from the disk after a worker hung while it was to close', async () => {
    const path = await fileOf(40 * MIB);
    await begin([path]);
    await expect.poll(() => heldBytes(), { interval: 20 }).toBeGreaterThan(0);
    await pair.pages.receiver.evaluate(async () => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = () => {};
      await window.engine.close();
      Worker.prototype.postMessage = postMessage;
    });
    await pair.start('receiver');
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  const RELOADED_BYTES = 120 * MIB;
  /** A sender whose page was reloaded in the middle, without its file. */
  async function reloadedSender(): Promise<string> {
    const path = await fileOf(RELOADED_BYTES);
    await begin([path]);
    await untilPast('sender', 8 * MIB);
    // By what it has on record it knows another file when it sees one.
    await expect.poll(() => heldBytes('sender'), { interval: 20 }).toBeGreaterThan(0);
    await pair.reload('sender');
    await pair.start('sender', { withoutFiles: true });
    await pair.meet();
    await pair.untilState('sender', 'needs_file');
    return path;
  }

  it('[T19] goes on after the sender reloads and chooses the same file, and takes no other', async () => {
    const path = await reloadedSender();
    await pair.until('receiver', (it) => it.state === 'paused' && it.by === 'peer' && it.reason === 'needs_file');
    const before = (await pair.snapshot('receiver'))!.bytesDone;
    expect(before).toBeGreaterThanOrEqual(8 * MIB);

    const other = join(folder, 'other.mp4');
    await writeFile(other, randomBytes(RELOADED_BYTES));
    await pair.pages.sender.setInputFiles('#files', other);
    await pair.pages.sender.evaluate(() => window.engine.provide());
    await pair.until('sender', (it) => it.state === 'needs_file' && it.neededFiles[0]?.refused === 'file_changed');

    await pair.pages.sender.setInputFiles('#files', path);
    await pair.pages.sender.evaluate(() => window.engine.provide());
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  it('[T7] goes on after its connections die', async () => {
    const path = await fileOf(120 * MIB);
    await begin([path]);
    for (const side of ['sender', 'receiver'] as const) {
      const reached = (await pair.snapshot(side))!.bytesDone + 6 * MIB;
      await untilPast(side, reached);
      // What was killed at the other side may still be being built anew.
      const kill = () => pair.pages[side].evaluate(() => window.engine.killConnections());
      await expect.poll(kill, { interval: 20 }).toBeGreaterThan(0);
    }
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  it.each(['sender', 'receiver'] as const)(
    '[T15] stops when the %s pauses and goes on when it resumes',
    async (side) => {
      const other = side === 'sender' ? 'receiver' : 'sender';
      const path = await fileOf(100 * MIB);
      await begin([path]);
      await untilPast('receiver', 2 * MIB);
      await pair.pages[side].evaluate(() => window.engine.pause());
      await pair.until(side, (it) => it.state === 'paused' && it.by === 'self' && it.reason === 'asked');
      await pair.until(other, (it) => it.state === 'paused' && it.by === 'peer' && it.reason === 'asked');
      await pair.pages[side].evaluate(() => window.engine.resume());
      await untilVerified();
      expect(await pair.digest(0)).toBe(digestOf(path));
    },
  );

  it.each(['sender', 'receiver'] as const)('[T15] stops while the %s waits for Wi-Fi, then goes on', async (side) => {
    const other = side === 'sender' ? 'receiver' : 'sender';
    const path = await fileOf(20 * MIB);
    await pair.choose([path]);
    await pair.start('receiver');
    await pair.start('sender');
    await pair.pages[side].evaluate(() => window.engine.waitForWifi(true));
    await pair.meet();
    await pair.until(side, (it) => it.state === 'paused' && it.by === 'self' && it.reason === 'mobile_data');
    await pair.until(other, (it) => it.state === 'paused' && it.by === 'peer' && it.reason === 'mobile_data');
    expect((await pair.snapshot('receiver'))!.bytesDone).toBe(0);

    // What the person asks for is told first, and what is left of it afterwards.
    await pair.pages[side].evaluate(() => window.engine.pause());
    await pair.until(other, (it) => it.state === 'paused' && it.reason === 'asked');
    await pair.pages[side].evaluate(() => window.engine.resume());
    await pair.until(other, (it) => it.state === 'paused' && it.reason === 'mobile_data');

    await pair.pages[side].evaluate(() => window.engine.waitForWifi(false));
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  it.each([
    { side: 'sender', reason: 'cancelled_by_sender' },
    { side: 'receiver', reason: 'cancelled_by_recipient' },
  ] as const)('[T16] tells the other side when the $side cancels', async ({ side, reason }) => {
    await begin([await fileOf(120 * MIB)]);
    await untilPast('receiver', 2 * MIB);
    await pair.pages[side].evaluate(() => window.engine.cancel());
    for (const one of ['sender', 'receiver'] as const) {
      await pair.untilState(one, 'ended');
      const by = one === side ? 'self' : 'peer';
      expect(await pair.snapshot(one)).toMatchObject({ reason, by, isResumable: false });
    }
  });

  it.each([
    { name: 'changes', reason: 'file_changed', act: (path: string) => appendFile(path, 'more') },
    { name: 'vanishes', reason: 'file_vanished', act: (path: string) => rm(path) },
  ] as const)('[T19] says so on both sides when a file $name while it is sent, and the others go on', async (given) => {
    const path = await fileOf(60 * MIB, `${given.reason}.mp4`);
    const other = await fileOf(3 * MIB, 'other.mp4');
    await begin([path, other]);
    await untilPast('receiver', 2 * MIB);
    await given.act(path);
    await pair.until(
      'sender',
      (it, reason) =>
        it.state === 'needs_file' && it.neededFiles.every(({ index, refused }) => index === 0 && refused === reason),
      given.reason,
    );
    await pair.until('receiver', (it) => it.state === 'paused' && it.by === 'peer' && it.reason === 'needs_file');
    expect(await pair.digest(1)).toBe(digestOf(other));
    const [held] = await pair.pages.receiver.evaluate(() => window.engine.held());
    expect(held!.bytesDone).toBeGreaterThan(3 * MIB);
  });

  it('[T19] asks whether a file with another date is the one', async () => {
    const path = await reloadedSender();
    await utimes(path, 1, 1);
    await pair.pages.sender.setInputFiles('#files', path);
    await pair.pages.sender.evaluate(() => window.engine.provide());
    await pair.until('sender', (it) => it.state === 'needs_file' && it.neededFiles[0]?.refused === 'other_date');
    await pair.pages.sender.evaluate(() => window.engine.trust());
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  it('pauses when the disk is full, and goes on when there is room', async () => {
    const path = await fileOf(30 * MIB);
    await pair.choose([path]);
    await pair.start('receiver');
    await pair.start('sender');
    await pair.untilState('receiver', 'waiting');
    const devtools = await pair.pages.receiver.context().newCDPSession(pair.pages.receiver);
    const origin = new URL(pair.pages.receiver.url()).origin;
    const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin });
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 8 * MIB });
    await pair.meet();
    await pair.until('receiver', (it) => it.state === 'paused' && it.by === 'self' && it.reason === 'disk_full');
    await pair.until('sender', (it) => it.state === 'paused' && it.by === 'peer' && it.reason === 'disk_full');
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    await pair.pages.receiver.evaluate(() => window.engine.resume());
    await untilVerified();
    expect(await pair.digest(0)).toBe(digestOf(path));
  });

  it('runs in one tab; another sees how it goes and takes over when it closes', async () => {
    await pair.choose([await fileOf(MIB)]);
    await pair.start('receiver');
    await pair.untilState('receiver', 'waiting');
    const second = await profiles.receiver.context.newPage();
    await second.goto(pair.pages.receiver.url());
    await second.waitForFunction(() => 'engine' in window);
    await second.evaluate((options) => window.engine.receive(options), pair.options);
    await second.evaluate((id) => window.engine.watch('receiver', id), pair.options.transferId);
    await second.waitForFunction(() => window.engine.snapshot()?.state === 'other_tab');
    await second.waitForFunction(() => window.engine.watched()?.state === 'waiting');
    await pair.pages.receiver.evaluate(() => window.engine.close());
    await second.waitForFunction(() => window.engine.snapshot()?.state === 'waiting');
    await second.evaluate(() => window.engine.close());
    await second.close();
  });

  it('leaves what came whole of one that is over, once nothing writes to it any more, also on a full disk', async () => {
    const paths = [await fileOf(2 * MIB, 'first.mp4'), await fileOf(300_000, 'second.mp4'), await fileOf(200 * MIB)];
    await begin(paths);
    const { transferId } = pair.options;
    const { receiver } = pair.pages;
    await expect
      .poll(async () => (await receiver.evaluate(() => window.engine.held()))[0]?.verifiedFiles, { interval: 20 })
      .toEqual([0, 1]);
    const left = await receiver.evaluate(async (id) => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
      let isDone = false;
      const leaving = window.engine.leaveWhole(id).finally(() => {
        isDone = true;
      });
      // It stands in line behind the session, which still writes.
      const waits = async () =>
        (await navigator.locks.query()).pending?.some(({ name }) => name?.endsWith(id)) ?? false;
      while (!isDone && !(await waits())) await new Promise((go) => setTimeout(go, 10));
      const hasWaited = !isDone;
      await window.engine.close();
      const whole = await leaving;
      IDBObjectStore.prototype.put = put;
      return { hasWaited, whole };
    }, transferId);
    expect(left).toEqual({ hasWaited: true, whole: [0, 1] });
    expect(await receiver.evaluate(() => window.engine.held())).toMatchObject([{ isPart: false, bytesDone: 0 }]);
    // Once there is room it is on record, and stays as long as all that is whole.
    await receiver.evaluate((at) => window.engine.sweep(at), Date.now() + 10 * 24 * 3_600_000);
    expect(await receiver.evaluate(() => window.engine.held())).toMatchObject([{ isPart: true }]);
    for (const index of [0, 1]) expect(await pair.digest(index)).toBe(digestOf(paths[index]!));
    await expect(pair.digest(2)).rejects.toThrow();
  });

  it('keeps what came whole to be saved after its transfer expired, but not for ever', async () => {
    await begin([await fileOf(MIB)]);
    await untilVerified();
    await pair.pages.receiver.evaluate(() => window.engine.close());
    const sweepIn = (hours: number) =>
      pair.pages.receiver.evaluate((at) => window.engine.sweep(at), Date.now() + hours * 3_600_000);
    await sweepIn(10);
    expect(await pair.pages.receiver.evaluate(() => window.engine.held())).toMatchObject([{ isFinished: true }]);
    await sweepIn(40 * 24);
    expect(await pair.pages.receiver.evaluate(() => window.engine.held())).toEqual([]);
    await expect(pair.digest(0)).rejects.toThrow();
  });

  it.each([
    'garbage frame',
    'text on the data channel',
    'block of another file',
    'block beyond the end',
    'block of the wrong length',
    'unsealed bytes',
    'block sealed for another place',
    'garbage control',
    'wrong root',
  ] as const)('[T17] ends with bad_data when a sender sends: %s', async (misdeed) => {
    await pair.choose([await fileOf(2 * MIB)]);
    await pair.start('receiver');
    await pair.misbehave('sender', misdeed);
    await pair.meet();
    await pair.untilState('receiver', 'ended');
    expect(await pair.snapshot('receiver')).toMatchObject({ reason: 'bad_data', by: 'self', isResumable: true });
    await pair.pages.sender.waitForFunction(() => window.engine.heard().some(({ reason }) => reason === 'bad_data'));
  });

  it.each([
    'garbage control',
    'text on the data channel',
    'ack of what was not sent',
    'claim of blocks that are not',
    'verified of another file',
  ] as const)('[T17] ends with bad_data when a receiver sends: %s', async (misdeed) => {
    await pair.choose([await fileOf(2 * MIB)]);
    await pair.start('sender');
    await pair.misbehave('receiver', misdeed);
    await pair.meet();
    await pair.untilState('sender', 'ended');
    expect(await pair.snapshot('sender')).toMatchObject({ reason: 'bad_data', by: 'self' });
    await pair.pages.receiver.waitForFunction(() => window.engine.heard().some(({ reason }) => reason === 'bad_data'));
  });

  it.each([
    { side: 'sender', other: 'receiver', worker: '**/sendWorker*' },
    { side: 'receiver', other: 'sender', worker: '**/receiveWorker*' },
  ] as const)('[T18] the $side gives up on a peer that says nothing, after new connections', async (given) => {
    const { side, other, worker } = given;
    await pair.pages[side].route(worker, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `(${hurry})();\n${await answer.text()}` });
    });
    await pair.choose([await fileOf(8 * MIB)]);
    await pair.start(side);
    await pair.misbehave(other, 'nothing at all');
    await pair.meet();
    await pair.untilState(side, 'failed', 60_000);
    expect(await pair.snapshot(side)).toMatchObject({ reason: 'silent' });
    const hellos = await pair.pages[other].evaluate(
      () => window.engine.heard().filter(({ t }) => t === 'hello').length,
    );
    expect(hellos).toBeGreaterThanOrEqual(3);
  });

  it('shows each step on the way', async () => {
    await begin([await fileOf(4 * MIB)]);
    await untilVerified();
    for (const side of ['sender', 'receiver'] as const) {
      const states = await statesOf(side);
      expect(states[0]).toBe('preparing');
      expect(states).toContain('transferring');
      expect(states.at(-1)).toBe('verified');
    }
  });
});

/** In the worker: its time goes faster, so that a silence is soon a long one. */
function hurry(): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() * 5;
}
