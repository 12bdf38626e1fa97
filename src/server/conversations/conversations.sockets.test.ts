import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { message } from '../../shared/conversations/conversation.ts';
import type { Ack } from '../../shared/core/errors.ts';
import type { ConversationId, EventId } from '../../shared/core/ids.ts';
import { type ChatClient, openChatClient } from '../../testing/chatClient.ts';
import { settled } from '../../testing/settled.ts';
import { startApp } from '../../testing/startApp.ts';

/** Who hears what, over real sockets: the topics of a connection follow the membership of its account. */
type Page = Awaited<ReturnType<ChatClient['openPage']>>;
let server: Awaited<ReturnType<typeof startApp>>;
let ada: ChatClient;
let ben: ChatClient;
let eventId: EventId;
let id: ConversationId;
let adaPage: Page;
let benPage: Page;

beforeAll(async () => {
  server = await startApp();
  ada = await openChatClient(server, 'Ada');
  ben = await openChatClient(server, 'Ben');
});
afterAll(() => server.close());

beforeEach(async () => {
  eventId = randomUUID() as EventId;
  const event = { eventId, name: 'Swing', location: 'Hall', startDate: '2026-06-01', endDate: '2026-06-02' };
  expect((await ada.browser.mutate('events.create', event)).error).toBeUndefined();
  id = await server.services.conversations.forEvent(eventId, ada.accountId);
  adaPage = await ada.openPage(id);
  benPage = await ben.openPage(id);
  for (const { socket } of [adaPage, benPage]) await ready(socket);
  return () => {
    for (const page of [adaPage, benPage]) page.close();
  };
});

const ready = (socket: Page['socket']) =>
  socket.emitWithAck('conversation:read', { conversationId: randomUUID(), seq: 0 }) as Promise<unknown>;
const command = (page: Page, name: string, input: object) => page.socket.emitWithAck(name, input) as Promise<Ack<null>>;
function heardBy(page: Page): [string, unknown][] {
  const heard: [string, unknown][] = [];
  page.socket.onAny(
    (name: string, payload: unknown) => name.startsWith('conversation:') && heard.push([name, payload]),
  );
  return heard;
}
const names = (heard: [string, unknown][]) => heard.map(([name]) => name);

test('a stranger hears nothing and may do nothing; who joins hears at once, and who leaves no longer', async () => {
  const heard = heardBy(benPage);
  await adaPage.write('before');
  for (const [name, input] of [
    ['conversation:type', { conversationId: id }],
    ['conversation:read', { conversationId: id, seq: 1 }],
  ] as const) {
    expect(await command(benPage, name, input)).toMatchObject({ error: { code: 'conversations.not_found' } });
  }
  expect(heard).toEqual([]);

  await ben.browser.mutate('events.join', { eventId });
  await adaPage.write('welcome');
  await settled(() => expect(names(heard)).toEqual(['conversation:membership-changed', 'conversation:message-sent']));
  expect(message.parse((heard[1]![1] as { message: unknown }).message)).toMatchObject({
    content: 'welcome',
    seq: 2,
    author: { username: 'Ada' },
  });

  await ben.browser.mutate('events.leave', { eventId });
  await adaPage.write('among us');
  await settled(() => expect(names(heard)).toHaveLength(3));
  // Its own answer comes after whatever was on its way to this socket.
  await ready(benPage.socket);
  expect(heard[2]).toEqual(['conversation:membership-changed', { conversationId: id, isMember: false }]);
  expect(heard).toHaveLength(3);
});

test('typing is heard by the others, reading only by oneself', async () => {
  await ben.browser.mutate('events.join', { eventId });
  const [atAda, atBen] = [heardBy(adaPage), heardBy(benPage)];
  await adaPage.write('look');
  expect(await command(benPage, 'conversation:type', { conversationId: id })).toEqual({ ok: true, data: null });
  await settled(() => expect(names(atAda)).toEqual(['conversation:message-sent', 'conversation:typing']));
  expect(atAda[1]?.[1]).toEqual({ conversationId: id, accountId: ben.accountId, username: 'Ben' });

  await command(benPage, 'conversation:read', { conversationId: id, seq: 1 });
  await settled(() => expect(atBen.at(-1)).toEqual(['conversation:read', { conversationId: id, lastReadSeq: 1 }]));
  await ready(adaPage.socket);
  expect(names(atAda)).not.toContain('conversation:read');
});

test('whoever types without end is told to wait', async () => {
  const answers = [];
  for (let n = 0; n < 25; n++) answers.push(await command(adaPage, 'conversation:type', { conversationId: id }));
  expect(answers[0]?.ok).toBe(true);
  expect(answers.at(-1)).toMatchObject({ ok: false, error: { code: 'request.rate_limited' } });
});

test('what is not a command of the contract is refused', async () => {
  expect(await command(adaPage, 'conversation:type', { conversationId: 'all' })).toMatchObject({
    error: { code: 'request.invalid' },
  });
  expect(await command(adaPage, 'conversation:read', { conversationId: id, seq: -1 })).toMatchObject({
    error: { code: 'request.invalid' },
  });
});
