import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import type { Profile } from '../../harness/engine/profiles.ts';
import { type Look, lendBrowser } from './browserPool.ts';
import { whenTestEnds, whenTestFails } from './ends.ts';
import { keepPageLog } from './pageLog.ts';
import { pollUntil } from './poll.ts';
import type { Product as Running } from './product.ts';

/** All that people need to know of it is where it is. */
type Product = Pick<Running, 'url'>;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Someone with a browser of their own, at one page of the product. */
export interface Visitor {
  name: string;
  page: Page;
  profile: Profile;
  /** Faults that the page itself reported. */
  faults: string[];
  leave(): Promise<void>;
}

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 800 };

/** A browser process of its own, with a profile on disk, until the test ends. It saves by downloads, which a test can follow. */
export async function arrive(name: string, look: Look = {}): Promise<Visitor> {
  const lent = await lendBrowser({ viewport: phone, colorScheme: 'dark', acceptDownloads: true, ...look });
  const { profile, page } = lent;
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(String(error)));
  const log = keepPageLog(page);
  let left: Promise<void> | null = null;
  const leave = () => {
    left ??= lent.giveBack();
    return left;
  };
  whenTestEnds(leave);
  whenTestFails(async () => {
    const text = await page.locator('body').innerText({ timeout: 2000 }).catch(String);
    return `${name} at ${page.url()} sees:\n${text}\n${log()}`;
  });
  return { name, page, profile, faults, leave };
}

export const button = (page: Page | Locator, name: string | RegExp) => page.getByRole('button', { name });

const emailOf = ({ name }: Visitor) => `${name.toLowerCase().replaceAll(/[\s"]+/g, '.')}@example.org`;

/** Makes an account by the form, from wherever the product leads there. */
export async function register(visitor: Visitor): Promise<void> {
  const { page, name } = visitor;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Email', { exact: true }).fill(emailOf(visitor));
  await page.getByLabel('Password', { exact: true }).fill(`a secret of ${name}`);
  await button(page, 'Create account').click();
}

/** Calls a procedure with the page's own cookies, for what a journey needs but is not about. */
export async function call<T>(visitor: Visitor, product: Product, procedure: string, input: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return fetchIn<T>(visitor, `${product.url}/trpc/${procedure}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  });
}

/** Asks a question in the same way. */
export async function ask<T>(visitor: Visitor, product: Product, procedure: string, input: unknown): Promise<T> {
  return fetchIn<T>(visitor, `${product.url}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`);
}

interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

// From the page itself: its browser may be in a network that this process is not in.
async function fetchIn<T>({ page }: Visitor, url: string, init: Request = {}): Promise<T> {
  const answer = await page.evaluate(
    async ([where, how]) => (await (await fetch(where, how)).json()) as { result?: { data: unknown }; error?: unknown },
    [url, init] as const,
  );
  if (!answer.result) throw new Error(`${url}: ${JSON.stringify(answer.error)}`);
  return answer.result.data as T;
}

/** Makes an account without the form; its id. */
export async function makeAccount(visitor: Visitor, product: Product): Promise<string> {
  const { page, name } = visitor;
  // Any page of the product will do to ask from; this one is nothing to load.
  await page.goto(`${product.url}/health/live`);
  const input = { username: name, email: emailOf(visitor), password: `a secret of ${name}` };
  return (await call<{ id: string }>(visitor, product, 'accounts.register', input)).id;
}

const taken = new Map<string, number>();

/** The name, or one like it where someone has it already: a test that is tried again meets the accounts of its first try. */
export function unusedName(name: string): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name} ${count}`;
}

/** Two people in two browsers, whose exchange at a new event is open on both screens. */
export async function meet(
  product: Product,
  [one, other]: [string, string],
  look: { first?: Look; second?: Look } = {},
) {
  const [first, second] = await Promise.all([
    arrive(unusedName(one), look.first),
    arrive(unusedName(other), look.second),
  ]);
  const both: [Visitor, Visitor] = [first, second];
  const ids = (await Promise.all(both.map((visitor) => makeAccount(visitor, product)))) as [string, string];
  const { matchId, eventId } = await openExchange(product, both, ids);
  return { first, second, matchId, eventId };
}

/** Two people who have accounts meet at a new event, and have their exchange in front of them. */
export async function openExchange(product: Product, both: [Visitor, Visitor], ids: [string, string]) {
  const [first, second] = both;
  const today = new Date().toISOString().slice(0, 10);
  const eventId = crypto.randomUUID();
  const event = {
    eventId,
    name: `${first.name} and ${second.name}`,
    location: 'Hall',
    startDate: today,
    endDate: today,
  };
  await call(first, product, 'events.create', event);
  await call(second, product, 'events.join', { eventId });
  const matchId = crypto.randomUUID();
  await call(first, product, 'matches.propose', { matchId, eventId, recipientId: ids[1] });
  await call(second, product, 'matches.accept', { matchId });
  await Promise.all(
    both.map(async ({ page }) => {
      await page.goto(`${product.url}/exchanges/${matchId}`);
      await page.getByRole('region', { name: 'What is exchanged' }).waitFor();
    }),
  );
  // A device that is not known yet cannot be sent anything.
  const isKnown = async () =>
    (await ask<unknown[]>(first, product, 'accounts.devicesOf', { accountId: ids[1] })).length > 0;
  const failure = () => `no device of ${second.name} is known`;
  await pollUntil(isKnown, { timeoutMs: 30_000, intervalMs: 200, failure });
  return { matchId, eventId };
}

/** Offers files by the composer's attach action, as most people do. */
export async function offerFiles({ page }: Visitor, paths: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await button(page, 'Send files').click();
  await page.getByRole('menuitem', { name: 'Choose files' }).click();
  await (await chooser).setFiles(paths);
}

/** After a reload in a browser that keeps no handles: the file that was offered is chosen once more. */
export async function chooseAgain(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await button(page, 'Choose the file again').click();
  await (await chooser).setFiles(path);
}

/** The sheet in which someone is asked whether they want what is offered. */
export const request = ({ page }: Visitor) => page.getByRole('dialog', { name: /would like to send you/ });

export async function acceptFiles(visitor: Visitor): Promise<void> {
  await button(request(visitor), /^Accept/).click();
}

/** Percent of the transfer in front, as the beam says it; 0 while there is none. */
export async function percentDone({ page }: Visitor): Promise<number> {
  const beam = page.getByRole('progressbar').first();
  return Number(await beam.getAttribute('aria-valuenow', { timeout: 1000 }).catch(() => 0));
}

export async function untilPercent(visitor: Visitor, percent: number, timeoutMs = 60_000): Promise<void> {
  let seen = 0;
  const isThere = async () => {
    seen = await percentDone(visitor);
    return seen >= percent;
  };
  const failure = () => `${visitor.name} was to see ${percent} % and saw ${seen} %`;
  await pollUntil(isThere, { timeoutMs, failure });
}

export async function untilVerified(visitor: Visitor, timeoutMs = 120_000): Promise<void> {
  await visitor.page.getByText('verified on both sides').first().waitFor({ timeout: timeoutMs });
}

/** Saves the received file, and returns where it is. */
export async function save({ page }: Visitor): Promise<{ path: string; name: string }> {
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await button(page, 'Save').first().click();
  const saved = await download;
  return { path: await saved.path(), name: saved.suggestedFilename() };
}

/** What axe-core finds wrong on the page as it is now. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.locator('h1').first().waitFor();
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
