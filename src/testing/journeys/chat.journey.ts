import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browsers.ts';
import { settled } from '../settled.ts';
import { accessibilityFaults } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';

/** Two people in the chat of one event, with a network and a server that come and go. */
let product: Product;
let browsers: Browser[];
const contexts: BrowserContext[] = [];
const PASSWORD = 'spotlight at night';
const days = { startDate: '2026-06-01', endDate: '2026-06-03' };

beforeAll(async () => {
  product = await startProduct();
  browsers = [await launchBrowser(), await launchBrowser()];
});
afterAll(async () => {
  for (const browser of browsers ?? []) await browser.close();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

interface Visitor {
  page: Page;
  context: BrowserContext;
  name: string;
}

async function arrive(browser: Browser, firstName: string, options: Parameters<Browser['newContext']>[0]) {
  const context = await browser.newContext({ baseURL: product.url, reducedMotion: 'reduce', ...options });
  contexts.push(context);
  const name = `${firstName} ${randomUUID().slice(0, 6)}`;
  const visitor = { page: await context.newPage(), context, name };
  await call(visitor, 'accounts.register', {
    username: name,
    email: `${randomUUID()}@example.org`,
    password: PASSWORD,
  });
  return visitor;
}

/** What a browser asks of the server, past the screens. */
async function call(by: Visitor, procedure: string, input: object): Promise<unknown> {
  const response = await by.context.request.post(`${product.url}/trpc/${procedure}`, {
    headers: { origin: product.url },
    data: input,
  });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { result: { data: unknown } }).result.data;
}

async function unreadBy({ context }: Visitor, conversationId: string): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ conversationId }));
  const response = await context.request.get(`${product.url}/trpc/conversations.get?input=${input}`);
  const { result } = (await response.json()) as { result: { data: { lastSeq: number; lastReadSeq: number } } };
  return result.data.lastSeq - result.data.lastReadSeq;
}

/** Two people of two browsers, both looking at the chat of an event that both attend. */
async function meet({ serviceWorkers = 'block', ...touch }: Parameters<Browser['newContext']>[0] = {}) {
  const [one, other] = browsers as [Browser, Browser];
  const phone = { viewport: { width: 390, height: 780 }, colorScheme: 'dark', serviceWorkers, ...touch } as const;
  const desk = { viewport: { width: 1280, height: 800 }, colorScheme: 'light', serviceWorkers } as const;
  const [ada, ben] = await Promise.all([arrive(one, 'Ada', phone), arrive(other, 'Ben', desk)]);
  const eventId = randomUUID();
  const event = (await call(ada, 'events.create', { eventId, name: 'Swing', location: 'Hall', ...days })) as {
    conversationId: string;
  };
  await call(ben, 'events.join', { eventId });
  await Promise.all(
    [ada, ben].map(async ({ page }) => {
      await page.goto(`/chats/${event.conversationId}`);
      await composer(page).waitFor();
      await page.getByText('Nothing said yet').waitFor();
    }),
  );
  return { ada, ben, conversationId: event.conversationId, eventId };
}

const composer = (page: Page) => page.getByRole('textbox', { name: /^Write to/ });
const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
async function say(page: Page, ...texts: string[]) {
  for (const text of texts) {
    await composer(page).fill(text);
    await composer(page).press('Enter');
  }
}
/** The words of all messages, from top to bottom. */
const said = (page: Page) => log(page).locator('[data-message] [dir=auto]').allInnerTexts();
const bothSee = (people: Visitor[], texts: string[]) =>
  settled(async () => {
    for (const { page } of people) expect(await said(page)).toEqual(texts);
  });
const sentAll = (page: Page) =>
  settled(async () =>
    expect(
      await log(page)
        .getByText(/Sending|Waits/)
        .count(),
    ).toBe(0),
  );

/** Scrolls up to where a page above is asked for. How far what was on top moves when it has come, in pixels. */
const movedByPageAbove = (page: Page) =>
  log(page).evaluate((element) => {
    const rows = () => [...element.querySelectorAll('[data-message] [dir=auto]')];
    const { length: count, 0: first } = rows();
    const find = () => rows().find(({ textContent }) => textContent === first!.textContent)!;
    element.scrollTop = 300;
    return new Promise<number>((resolve) => {
      const before = find().getBoundingClientRect().top;
      const watch = setInterval(() => {
        if (rows().length === count) return;
        clearInterval(watch);
        resolve(Math.abs(find().getBoundingClientRect().top - before));
      }, 5);
    });
  });

describe('two people in an event chat', () => {
  it('talk, see who writes, and find no fault with the page', async () => {
    const { ada, ben } = await meet();
    await say(ada.page, 'Who filmed the second heat?');
    await bothSee([ada, ben], ['Who filmed the second heat?']);
    // Others are told while one is connected: who goes on writing is seen writing.
    await settled(async () => {
      await composer(ben.page).pressSequentially('I ');
      expect(await ada.page.getByText(`${ben.name} is writing…`).isVisible()).toBe(true);
    });
    await say(ben.page, 'I did: https://example.org/heat');
    const link = log(ada.page).getByRole('link', { name: 'https://example.org/heat' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await link.getAttribute('target')).toBe('_blank');
    for (const { page } of [ada, ben]) expect(await accessibilityFaults(page)).toEqual([]);
    await ada.page.getByRole('link', { name: 'Back to chats' }).click();
    await ada.page.getByText(`${ben.name}: I did: https://example.org/heat`).waitFor();
    expect(await accessibilityFaults(ada.page)).toEqual([]);
  });

  it('what looks like markup is words', async () => {
    const { ada, ben } = await meet();
    const words = '<img src=x onerror="document.title=1"> javascript:alert(1) <b>&amp;</b>';
    await say(ada.page, words);
    await bothSee([ada, ben], [words]);
    expect(await log(ben.page).locator('img, b, a').count()).toBe(0);
  });

  it('what comes while one is elsewhere is counted, and no longer once it is seen', async () => {
    const { ada, ben } = await meet();
    const back = ada.page.getByRole('link', { name: 'Back to chats' });
    await back.click();
    // As long as it is still shown, what comes is seen.
    await back.waitFor({ state: 'hidden' });
    await say(ben.page, 'one', 'two', 'three');
    await ada.page.getByRole('link', { name: /^Chats\W+3 new/ }).waitFor();
    await ada.page.getByRole('link', { name: /Swing/ }).click();
    await bothSee([ada, ben], ['one', 'two', 'three']);
    await ada.page.getByRole('link', { name: 'Back to chats' }).click();
    await ada.page.getByRole('link', { name: 'Chats', exact: true }).waitFor();
  });
});

describe('an event and its chat', () => {
  it('are called the same, and go together', async () => {
    const { ada, ben, eventId } = await meet();
    const ownId = randomUUID();
    await call(ben, 'events.create', { eventId: ownId, name: 'Tango', location: 'Hall', ...days });
    await ben.page.getByRole('link', { name: /Tango/ }).waitFor();
    await call(ben, 'events.remove', { eventId: ownId });
    await ben.page.getByRole('link', { name: /Tango/ }).waitFor({ state: 'detached' });
    const rest = { location: 'Hall', description: null, worldsdcId: null, listed: true };
    await call(ada, 'events.update', { eventId, name: 'Blues', ...rest, ...days });
    await ben.page.getByRole('heading', { name: 'Blues', level: 1 }).waitFor();
    await ben.page.getByRole('link', { name: /Blues/ }).waitFor();
  });

  it('who comes or goes while one stands on their row is still stood on', async () => {
    const { ada, ben, eventId } = await meet();
    await ben.page.goto(`/events/${eventId}?tab=people`);
    const row = (part: string) => ben.page.getByRole('region', { name: part }).getByRole('button', { name: ada.name });
    await row('Here now').focus();
    await ada.page.goto('about:blank');
    await row('Joined').and(ben.page.locator(':focus')).waitFor();
  });

  it('a phone whose keyboard is open shows what is said, and little else', async () => {
    const { ada, ben, eventId } = await meet({ hasTouch: true, isMobile: true });
    await ada.page.goto(`/events/${eventId}`);
    const places = ada.page.getByRole('navigation', { name: 'Places' });
    const faces = ada.page.getByText('2 people here now');
    await faces.waitFor();
    await composer(ada.page).tap();
    await places.waitFor();
    await ada.page.setViewportSize({ width: 360, height: 380 });
    for (const part of [places, faces]) await part.waitFor({ state: 'hidden' });
    await say(ben.page, 'hello');
    await bothSee([ada, ben], ['hello']);
    expect(await log(ada.page).evaluate(({ clientHeight }) => clientHeight)).toBeGreaterThan(140);
    // A tap into what is said is one on what was there.
    await log(ada.page).tap();
    for (const part of [places, faces]) await part.waitFor();
  });
});

describe('whoever writes', () => {
  it('has the composer in sight, beside the edges of the phone and below the line that says what waits', async () => {
    const { ada, ben } = await meet();
    const bottom = ({ page }: Visitor) =>
      page.locator('form:has(textarea)').evaluate((form) => innerHeight - form.getBoundingClientRect().bottom);
    const session = await ada.context.newCDPSession(ada.page);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { bottom: 30 } });
    for (const offline of [false, true]) {
      for (const { page, context } of [ada, ben]) {
        await context.setOffline(offline);
        await page.getByText(/^Offline/).waitFor({ state: offline ? 'visible' : 'hidden' });
      }
      expect(await bottom(ada)).toBe(30);
      expect(await bottom(ben)).toBe(0);
    }
  });

  it('and gives up what was refused stands on the messages', async () => {
    const { ada } = await meet();
    const refusal = { code: 'conversations.not_found', kind: 'not_found' };
    await ada.page.route('**/trpc/conversations.send**', (route) =>
      route.fulfill({ status: 404, json: [{ error: { message: '', code: -32004, data: { domain: refusal } } }] }),
    );
    await say(ada.page, 'too late');
    await ada.page.getByRole('button', { name: 'Discard' }).press('Enter');
    await bothSee([ada], []);
    await log(ada.page).and(ada.page.locator(':focus')).waitFor();
  });
});

describe('no message is lost and none is doubled', () => {
  it('written without a network, kept over a reload, sent once and in order', async () => {
    const { ada, ben } = await meet({ serviceWorkers: 'allow' });
    await say(ada.page, 'before');
    await sentAll(ada.page);
    // The shell must be kept before the network goes, as on a second visit.
    await ada.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await ada.context.setOffline(true);
    await say(ada.page, 'first', 'second', 'third');
    await ada.page.getByText('Waits for the network').waitFor();
    await composer(ada.page).fill('half a thought');
    await ada.page.reload();
    expect(await composer(ada.page).inputValue()).toBe('half a thought');
    await settled(async () => expect(await said(ada.page)).toEqual(['before', 'first', 'second', 'third']));
    await say(ada.page, 'fourth');
    await say(ben.page, 'meanwhile');
    await sentAll(ben.page);
    await ada.context.setOffline(false);
    await bothSee([ada, ben], ['before', 'meanwhile', 'first', 'second', 'third', 'fourth']);
    await sentAll(ada.page);
  });

  it('the server is killed while both write, and comes back', async () => {
    const { ada, ben } = await meet();
    await say(ada.page, 'a1', 'a2');
    await say(ben.page, 'b1');
    const killed = product.kill();
    await say(ada.page, 'a3', 'a4', 'a5');
    await say(ben.page, 'b2', 'b3');
    await killed;
    await say(ada.page, 'a6');
    await product.start();
    await settled(async () => {
      const [seenByAda, seenByBen] = [await said(ada.page), await said(ben.page)];
      expect(seenByAda).toEqual(seenByBen);
      expect(seenByAda.filter((text) => text.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
      expect(seenByAda.filter((text) => text.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
    });
    for (const { page } of [ada, ben]) await sentAll(page);
  });

  it('answers that are lost on the way double nothing', async () => {
    const { ada, ben } = await meet();
    let lost = 0;
    await ada.page.route('**/trpc/conversations.send**', async (route) => {
      await route.fetch();
      if (lost++ % 2 === 0) await route.abort('connectionreset');
      else await route.continue();
    });
    await say(ada.page, 'one', 'two', 'three');
    await bothSee([ada, ben], ['one', 'two', 'three']);
    await sentAll(ada.page);
    expect(lost).toBeGreaterThan(3);
  });

  it('two tabs of one browser send what waits once', async () => {
    const { ada, ben, conversationId } = await meet();
    const tab = await ada.context.newPage();
    await tab.goto(`/chats/${conversationId}`);
    await composer(tab).waitFor();
    await ada.context.setOffline(true);
    await say(ada.page, 'from the first tab');
    await say(tab, 'from the second');
    await settled(async () => expect(await said(ada.page)).toEqual(['from the first tab', 'from the second']));
    await ada.context.setOffline(false);
    await bothSee([ada, ben, { ...ada, page: tab }], ['from the first tab', 'from the second']);

    // What is half written in one outlives what the other sends.
    await composer(ada.page).fill('a long thought');
    await say(tab, 'ok');
    await bothSee([ada, ben], ['from the first tab', 'from the second', 'ok']);
    const kept = () => ada.page.evaluate((id) => localStorage.getItem(`spotlight:draft:${id}`), conversationId);
    await settled(async () => expect(await kept()).toBe('a long thought'));
    await ada.page.reload();
    expect(await composer(ada.page).inputValue()).toBe('a long thought');
  });
});

describe('a long thread', () => {
  it('opens at its end, pages up without a jump, and stays where one reads', async () => {
    const { ada, ben, conversationId } = await meet();
    const texts = Array.from({ length: 110 }, (_, n) => `line ${n} ${'and more '.repeat(n % 9)}`.trim());
    for (const [n, content] of texts.entries()) {
      await call(n % 2 ? ada : ben, 'conversations.send', { conversationId, clientId: randomUUID(), content });
    }
    // A thread with something new opens where the new begins.
    await settled(async () => expect(await unreadBy(ada, conversationId)).toBe(0));
    await ada.page.reload();
    await settled(async () => expect((await said(ada.page)).at(-1)).toBe(texts.at(-1)));
    const atBottom = () => log(ada.page).evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight < 4);
    await settled(async () => expect(await atBottom()).toBe(true));

    const count = (await said(ada.page)).length;
    const edge = log(ada.page).getByText(texts.at(-count)!, { exact: true });
    // What one pages up to is not read out as if it had just been said.
    const isQuiet = log(ada.page).evaluate(
      (element) =>
        new Promise<boolean>((resolve) => {
          const added = ({ addedNodes }: MutationRecord) =>
            [...addedNodes].some((node) => node instanceof Element && node.matches('[data-message]'));
          new MutationObserver((changes, observer) => {
            if (!changes.some(added)) return;
            observer.disconnect();
            resolve(element.ariaBusy === 'true');
          }).observe(element, { childList: true, subtree: true });
        }),
    );
    const moved = movedByPageAbove(ada.page);
    await edge.waitFor();
    expect(await moved).toBeLessThan(2);
    expect(await isQuiet).toBe(true);
    await ada.page.locator('[role=log][aria-busy=false]').waitFor();

    await say(ben.page, 'news from below');
    await ada.page.getByRole('button', { name: '1 new message' }).waitFor();
    await ada.page.getByRole('button', { name: '1 new message' }).click();
    await settled(async () => expect(await atBottom()).toBe(true));
    // By keyboard: the button is where it was until there is nothing more, and then the messages have the focus.
    await ada.page.getByRole('button', { name: 'Earlier messages' }).focus();
    await settled(async () => {
      await ada.page.keyboard.press('Enter');
      expect(await said(ada.page)).toEqual([...texts, 'news from below']);
    });
    await log(ada.page).and(ada.page.locator(':focus')).waitFor();

    // The page with which the thread begins takes the button above it away.
    await ada.page.reload();
    await settled(async () => expect((await said(ada.page)).at(-1)).toBe('news from below'));
    await settled(async () => expect(await atBottom()).toBe(true));
    while ((await said(ada.page)).length < texts.length) {
      await ada.page.locator('[role=log][aria-busy=false]').waitFor();
      expect(await movedByPageAbove(ada.page)).toBeLessThan(2);
    }
    await ada.page.getByRole('button', { name: 'Earlier messages' }).waitFor({ state: 'detached' });
  });
});
