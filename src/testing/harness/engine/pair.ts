import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { SessionSnapshot } from '../../../web/transfers/engine/sessionState.ts';
import type { Envelope } from './driverSignalling.ts';
import type { Misdeed } from './hostile.ts';
import type { StartOptions } from './page.ts';
import type { Profile } from './profiles.ts';

export type Side = 'sender' | 'receiver';
const other: Record<Side, Side> = { sender: 'receiver', receiver: 'sender' };

/** Two engines in two browsers, their signalling passed on by the driver. */
export interface EnginePair {
  pages: Record<Side, Page>;
  options: StartOptions;
  /** Chooses files at the sender and describes them. */
  choose(paths: string[]): Promise<void>;
  start(side: Side, more?: Partial<StartOptions>): Promise<void>;
  /** Starts a peer that misbehaves in this side's place. */
  misbehave(side: Side, misdeed: Misdeed): Promise<void>;
  /** Tells both sides that the other is there. */
  meet(): Promise<void>;
  reload(side: Side): Promise<void>;
  snapshot(side: Side): Promise<SessionSnapshot | null>;
  /** Waits until this side's snapshot is as wanted; a function of plain values, run in the page. */
  until<A>(
    side: Side,
    isReached: (snapshot: SessionSnapshot, argument: A) => boolean,
    argument?: A,
    timeoutMs?: number,
  ): Promise<void>;
  untilState(side: Side, state: SessionSnapshot['state'], timeoutMs?: number): Promise<void>;
  digest(index: number): Promise<string>;
  close(): Promise<void>;
}

export async function makeEnginePair(profiles: Record<Side, Profile>, url: string): Promise<EnginePair> {
  const isStarted: Record<Side, boolean> = { sender: false, receiver: false };

  async function relay(from: Side, envelope: Envelope): Promise<boolean> {
    if (!isStarted[other[from]]) return false;
    // A page that is reloading hears nothing, as it would on a real socket.
    await pair.pages[other[from]].evaluate((it) => window.engine.deliver(it), envelope).catch(() => {});
    return true;
  }

  async function open(side: Side): Promise<void> {
    const page = await profiles[side].context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') console.log(`${side}: ${message.text()}`);
    });
    await page.exposeFunction('toOther', (envelope: Envelope) => relay(side, envelope));
    await page.goto(url);
    await page.waitForFunction(() => 'engine' in window);
    pair.pages[side] = page;
  }

  const pair: EnginePair = {
    pages: {} as Record<Side, Page>,
    options: { transferId: randomUUID(), key: [...randomBytes(32)], manifest: { version: 1, files: [] } },
    async choose(paths) {
      await pair.pages.sender.setInputFiles('#files', paths);
      pair.options.manifest = await pair.pages.sender.evaluate(() => window.engine.describe());
    },
    async start(side, more = {}) {
      const options = { ...pair.options, ...more };
      if (side === 'sender') await pair.pages.sender.evaluate((it) => window.engine.send(it), options);
      else await pair.pages.receiver.evaluate((it) => window.engine.receive(it), options);
      isStarted[side] = true;
    },
    async misbehave(side, misdeed) {
      const start = [side, misdeed, pair.options] as const;
      await pair.pages[side].evaluate(([role, deed, options]) => window.engine.misbehave(role, deed, options), start);
      isStarted[side] = true;
    },
    async meet() {
      for (const side of ['receiver', 'sender'] as const) {
        const isOtherThere = isStarted[other[side]];
        await pair.pages[side].evaluate((is) => window.engine.presence(is), isOtherThere);
      }
    },
    async reload(side) {
      isStarted[side] = false;
      await pair.pages[side].reload();
      await pair.pages[side].waitForFunction(() => 'engine' in window);
    },
    snapshot: (side) => pair.pages[side].evaluate(() => window.engine.snapshot()),
    async until(side, isReached, argument, timeoutMs = 30_000) {
      const argumentText = JSON.stringify(argument) ?? 'undefined';
      const check = `window.engine.snapshot() !== null && (${isReached})(window.engine.snapshot(), ${argumentText})`;
      try {
        await pair.pages[side].waitForFunction(check, undefined, { timeout: timeoutMs, polling: 20 });
      } catch (error) {
        const seen = await Promise.all((['sender', 'receiver'] as const).map((one) => pair.snapshot(one)));
        throw new Error(`${side} never got there: ${JSON.stringify(seen.map(brief))}`, { cause: error });
      }
    },
    untilState: (side, state, timeoutMs) =>
      pair.until(side, (snapshot, wanted) => snapshot.state === wanted, state, timeoutMs),
    digest: (index) =>
      pair.pages.receiver.evaluate(([id, n]) => window.engine.digest(id, n), [pair.options.transferId, index] as const),
    async close() {
      for (const page of Object.values(pair.pages)) await page.close();
    },
  };
  await open('sender');
  await open('receiver');
  return pair;
}

function brief(snapshot: SessionSnapshot | null): unknown {
  if (!snapshot) return null;
  const { blockMap: _blockMap, ...rest } = snapshot;
  return rest;
}

/** The same digest as the page's, of a file on this machine's disk. */
export function digestOf(path: string): string {
  const file = openSync(path, 'r');
  const all = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
    all.update(createHash('sha256').update(buffer.subarray(0, length)).digest());
  }
  closeSync(file);
  return all.digest('hex');
}
