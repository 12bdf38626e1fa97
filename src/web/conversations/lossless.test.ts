import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationId, EventId } from '../../shared/core/ids.ts';
import {
  type ChatClient,
  goodNetwork,
  makeMemoryChatStorage,
  type Network,
  openChatClient,
} from '../../testing/chatClient.ts';
import { settled } from '../../testing/settled.ts';
import { startApp } from '../../testing/startApp.ts';

/**
 * The promise: no message is lost and none is doubled, wherever the connection drops. A real server, the web's own
 * outbox and feed, and a network that is cut at every step of ten messages.
 */
let server: Awaited<ReturnType<typeof startApp>>;
let ada: ChatClient;
let ben: ChatClient;

const COUNT = 10;
const words = Array.from({ length: COUNT }, (_, n) => `message ${n + 1}`);
const numbers = words.map((_, n) => n + 1);

beforeAll(async () => {
  // Only the network is under test here, not how much one person may write.
  server = await startApp({ limits: { spend: async () => {}, giveBack: async () => {} } });
  ada = await openChatClient(server, 'Ada');
  ben = await openChatClient(server, 'Ben');
});
afterAll(() => server.close());

async function openConversation(): Promise<ConversationId> {
  const eventId = randomUUID() as EventId;
  const days = { startDate: '2026-06-01', endDate: '2026-06-02' };
  await server.services.events.create(
    { eventId, name: 'Swing', location: 'Hall', listed: true, ...days },
    ada.accountId,
  );
  await server.services.events.join(eventId, ben.accountId);
  return server.services.conversations.forEvent(eventId, ada.accountId);
}

/** Loses the nth message on its way to the server, or the answer to it; with `forGood` no later one leaves either. */
function cutAtSend(step: number, how: 'before' | 'after', { forGood = false } = {}): Network {
  let sends = 0;
  return {
    ...goodNetwork,
    cut: (what) => {
      if (what !== 'send') return null;
      const isLater = ++sends > step;
      return sends === step ? how : isLater && forGood ? 'before' : null;
    },
  };
}

function cutAtFirstPage(): Network {
  let pages = 0;
  return { ...goodNetwork, cut: (what) => (what === 'page' && ++pages === 1 ? 'before' : null) };
}

describe.each(numbers)('cut at message %i', (step) => {
  test.each([
    ['before the request reaches the server', 'before'],
    ['after the server has it, before the answer', 'after'],
  ] as const)('%s: sent once, in order', async (_name, how) => {
    const id = await openConversation();
    const writer = await ada.openPage(id, makeMemoryChatStorage(), cutAtSend(step, how));
    const reader = await ben.openPage(id);
    await Promise.all(words.map(writer.write));
    await writer.outbox.wake();
    await settled(() => expect([writer.contents(), reader.contents()]).toEqual([words, words]));
    expect([writer.seqs(), reader.seqs()]).toEqual([numbers, numbers]);
    await settled(() => expect(writer.outbox.items()).toEqual([]));
    for (const page of [writer, reader]) page.close();
  });

  test.each([
    ['before the request', 'before'],
    ['before the answer', 'after'],
  ] as const)('the page is reloaded %s: the rest is sent by the next page, in order', async (_name, how) => {
    const id = await openConversation();
    const storage = makeMemoryChatStorage();
    const first = await ada.openPage(id, storage, cutAtSend(step, how, { forGood: true }));
    await Promise.all(words.map(first.write));
    expect(first.outbox.items().map(first.outbox.stateOf)).toEqual(words.slice(step - 1).map(() => 'waiting'));
    first.close();
    expect(storage.held.map(({ content }) => content)).toEqual(words.slice(step - 1));
    const second = await ada.openPage(id, storage);
    await settled(() => expect([second.contents(), storage.held]).toEqual([words, []]));
    expect(second.seqs()).toEqual(numbers);
    second.close();
  });
});

describe.each([1, 5, 9, 10])('the reader, at message %i', (step) => {
  test('between the answer and the announcement: the reader asks for what is missing', async () => {
    const id = await openConversation();
    const writer = await ada.openPage(id);
    const reader = await ben.openPage(id, makeMemoryChatStorage(), {
      ...goodNetwork,
      losesAnnouncement: ({ seq }) => seq === step,
    });
    for (const word of words) await writer.write(word);
    // The last one is followed by nothing that would show the gap; coming back to the network asks.
    if (step === COUNT) await reader.reconnect();
    await settled(() => expect(reader.contents()).toEqual(words));
    for (const page of [writer, reader]) page.close();
  });

  test('the reader is away from here on and comes back', async () => {
    const id = await openConversation();
    const writer = await ada.openPage(id);
    const reader = await ben.openPage(id);
    for (const word of words.slice(0, step)) await writer.write(word);
    reader.socket.disconnect();
    for (const word of words.slice(step)) await writer.write(word);
    await reader.reconnect();
    await settled(() => expect(reader.contents()).toEqual(words));
    for (const page of [writer, reader]) page.close();
  });
});

test('catching up is cut too, and goes on by itself', async () => {
  const id = await openConversation();
  const writer = await ada.openPage(id);
  for (const word of words) await writer.write(word);
  const reader = await ben.openPage(id, makeMemoryChatStorage(), cutAtFirstPage());
  expect(reader.state()?.phase).toBe('behind');
  await settled(() => expect(reader.contents()).toEqual(words));
  expect(reader.state()?.phase).toBe('current');
  for (const page of [writer, reader]) page.close();
});

test('what was read is there before the network is, and what followed comes after it', async () => {
  const id = await openConversation();
  const writer = await ada.openPage(id);
  const storage = makeMemoryChatStorage();
  const before = await ben.openPage(id, storage);
  for (const word of words.slice(0, 4)) await writer.write(word);
  await settled(() => expect(before.contents()).toEqual(words.slice(0, 4)));
  before.close();
  for (const word of words.slice(4)) await writer.write(word);
  const after = await ben.openPage(id, storage, cutAtFirstPage());
  expect(after.contents()).toEqual(words.slice(0, 4));
  await settled(() => expect(after.contents()).toEqual(words));
  for (const page of [writer, after]) page.close();
});

test('two pages of one browser that send the same outbox at once double and reorder nothing', async () => {
  const id = await openConversation();
  const storage = makeMemoryChatStorage();
  const first = await ada.openPage(id, storage, cutAtSend(1, 'before', { forGood: true }));
  for (const word of words) await first.write(word);
  first.close();
  const pages = await Promise.all([1, 2, 3].map(() => ada.openPage(id, storage)));
  for (const page of pages) await settled(() => expect(page.contents()).toEqual(words));
  for (const page of pages) page.close();
});

test.each([1, 2, 3])('a network that fails at random, both writing (%i)', async (seed) => {
  const random = makeRandom(seed);
  const bad = (): Network => ({
    cut: () => (random() < 0.3 ? (random() < 0.5 ? 'before' : 'after') : null),
    losesAnnouncement: () => random() < 0.4,
  });
  const id = await openConversation();
  const pages = [
    await ada.openPage(id, makeMemoryChatStorage(), bad()),
    await ben.openPage(id, makeMemoryChatStorage(), bad()),
  ];
  for (const word of words) for (const [n, page] of pages.entries()) void page.write(`${n}: ${word}`);
  const isDone = () => pages.every((page) => page.outbox.items().length === 0 && page.seqs().length === 2 * COUNT);
  for (let round = 0; round < 200 && !isDone(); round++) {
    await Promise.all(pages.map((page) => page.outbox.wake().then(page.feed.reconnected)));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  for (const page of pages) {
    expect(page.outbox.items()).toEqual([]);
    expect(page.seqs()).toEqual(Array.from({ length: 2 * COUNT }, (_, n) => n + 1));
    for (const n of [0, 1]) {
      const own = page.contents().filter((content) => content.startsWith(`${n}: `));
      expect(own).toEqual(words.map((word) => `${n}: ${word}`));
    }
    page.close();
  }
});

test('a refused message says why, holds up nothing, and can be tried again or given up', async () => {
  const id = await openConversation();
  const writer = await ada.openPage(id);
  await writer.write('\u0000');
  await writer.write('after it');
  await settled(() => expect(writer.contents()).toEqual(['after it']));
  const refused = writer.outbox.items()[0]!;
  expect(writer.outbox.stateOf(refused)).toBe('refused');
  expect(refused.refusal?.code).toBe('conversations.message_empty');
  await writer.outbox.retry(refused);
  expect(writer.outbox.items()[0]?.refusal?.code).toBe('conversations.message_empty');
  await writer.outbox.discard(refused);
  expect(writer.outbox.items()).toEqual([]);
  writer.close();
});

// A small generator, so that a failure can be had again by its seed.
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
