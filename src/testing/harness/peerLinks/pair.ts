import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Envelope, Snapshot } from './page.ts';

export type Role = 'offering' | 'answering';

/** Two pages in two browsers and the wire between them, which the driver can cut, tap and make lossy. */
export interface Pair {
  page: Record<Role, Page>;
  /** Every message that was sent, delivered or not. */
  sent: { from: Role; envelope: Envelope }[];
  /** Decides whether a message gets through. */
  passes: (from: Role, envelope: Envelope) => boolean;
  presence(isPresent: boolean, roles?: Role[]): Promise<void>;
  start(role: Role, options?: { useWorker: boolean }): Promise<void>;
  reload(role: Role): Promise<void>;
  /** The page's process dies without a word to anybody, and a new page is opened. */
  crash(role: Role): Promise<void>;
  snapshot(role: Role): Promise<Snapshot>;
  /** Waits until both sides hold exactly `count` open connections, and returns their ids. */
  untilOpen(count: number, timeoutMs?: number): Promise<number[]>;
  close(): Promise<void>;
}

const other: Record<Role, Role> = { offering: 'answering', answering: 'offering' };
const roles: Role[] = ['offering', 'answering'];

export async function makePair(browsers: Record<Role, Browser>, url: string): Promise<Pair> {
  const open = async (role: Role) => {
    const context = await browsers[role].newContext({ permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    await page.exposeFunction('toDriver', (envelope: Envelope) => relay(role, envelope));
    await page.goto(url);
    await page.waitForFunction(() => 'harness' in window);
    return page;
  };

  async function relay(from: Role, envelope: Envelope): Promise<boolean> {
    pair.sent.push({ from, envelope });
    if (!pair.passes(from, envelope)) return false;
    // A page that is reloading hears nothing, as it would on a real socket.
    await pair.page[other[from]].evaluate((it) => window.harness.deliver(it), envelope).catch(() => {});
    return true;
  }

  const pair: Pair = {
    page: {} as Record<Role, Page>,
    sent: [],
    passes: () => true,
    async presence(isPresent, of = roles) {
      for (const role of of) await pair.page[role].evaluate((value) => window.harness.presence(value), isPresent);
    },
    async start(role, options) {
      if (options?.useWorker) await pair.page[role].evaluate(() => window.harness.useWorker());
      await pair.page[role].evaluate((value) => window.harness.start(value), role);
    },
    async reload(role) {
      await pair.page[role].reload();
      await pair.page[role].waitForFunction(() => 'harness' in window);
    },
    async crash(role) {
      const crashed = pair.page[role].waitForEvent('crash');
      pair.page[role].goto('chrome://crash').catch(() => {});
      await crashed;
      await pair.page[role].context().close();
      pair.page[role] = await open(role);
    },
    snapshot: (role) => pair.page[role].evaluate(() => window.harness.snapshot()),
    async untilOpen(count, timeoutMs = 10_000) {
      const look = async () => {
        const [offering, answering] = await Promise.all(roles.map((role) => pair.snapshot(role)));
        return { offering: offering?.open.sort(), answering: answering?.open.sort() };
      };
      const isReached = ({ offering, answering }: Awaited<ReturnType<typeof look>>) =>
        offering?.length === count && JSON.stringify(offering) === JSON.stringify(answering);
      await expect.poll(async () => isReached(await look()), { timeout: timeoutMs, interval: 50 }).toBe(true);
      return (await look()).offering ?? [];
    },
    async close() {
      for (const role of roles) await pair.page[role].context().close();
    },
  };
  for (const role of roles) pair.page[role] = await open(role);
  return pair;
}
