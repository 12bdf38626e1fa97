import type { Page } from 'playwright-core';
import type { WireError } from '../../../shared/core/errors.ts';
import { networkProcessId } from '../../benches/browserProcesses.ts';
import { whenTestEnds } from './ends.ts';
import type { Visitor } from './people.ts';

/** Takes the network away from one page: its requests and sockets fail. Chromium leaves peer connections out of this. */
export async function loseNetwork(page: Page): Promise<{ comesBack(): Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { ...unlimited, offline: true });
  return {
    comesBack: async () => {
      await session.send('Network.emulateNetworkConditions', { ...unlimited, offline: false });
      await session.detach();
    },
  };
}

/**
 * Silences a whole browser, peer connections included: nothing leaves it and nothing comes, and no page is told. Each has
 * to notice.
 */
export function silenceNetwork({ profile }: Visitor): { comesBack(): void } {
  const id = networkProcessId(profile.folder);
  const comesBack = () => void process.kill(id, 'SIGCONT');
  process.kill(id, 'SIGSTOP');
  whenTestEnds(comesBack);
  return { comesBack };
}

/** The procedures that one request calls, in the order of its answers. */
export const calledBy = ({ pathname }: URL): string[] =>
  pathname.startsWith('/trpc/') ? pathname.slice('/trpc/'.length).split(',') : [];

/** The address of a call of this procedure, alone or together with others. */
const callsOf = (procedure: string) => (url: URL) => calledBy(url).includes(procedure);

/** For this page the server is too busy for the procedure, the first time that it is called, or refuses it otherwise. */
export async function isBusyOnce(
  page: Page,
  procedure: string,
  refusal: Pick<WireError, 'code' | 'kind'> = { code: 'server.unavailable', kind: 'unavailable' },
): Promise<void> {
  const answer = { error: { message: refusal.code, code: -32603, data: { domain: refusal } } };
  await page.route(
    callsOf(procedure),
    (route) => {
      const { pathname } = new URL(route.request().url());
      return route.fulfill({ status: 503, json: pathname.split(',').map(() => answer) });
    },
    { times: 1 },
  );
}

/** Nothing that this page asks of the procedure arrives, until it may again. */
export async function cutOff(page: Page, procedure: string): Promise<{ comesBack(): Promise<void> }> {
  const calls = callsOf(procedure);
  await page.route(calls, (route) => route.abort());
  return { comesBack: () => page.unroute(calls) };
}

/** What this page asks of the procedure hangs, until it is let through. */
export async function holdUp(page: Page, procedure: string) {
  let letThrough = () => {};
  const open = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const isAsked = page.waitForRequest((request) => callsOf(procedure)(new URL(request.url())));
  await page.route(callsOf(procedure), async (route) => {
    await open;
    await route.continue();
  });
  return { isAsked, letThrough };
}

/** What this page asks of the procedure the first time is never answered. */
export async function hangsOnce(page: Page, procedure: string): Promise<void> {
  await page.route(callsOf(procedure), () => new Promise(() => {}), { times: 1 });
}
