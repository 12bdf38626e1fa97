import { expect, test } from 'vitest';
import type { Message } from '../../shared/conversations/conversation.ts';
import { makeMemoryChatStorage } from '../../testing/chatClient.ts';
import { makeOutbox, type OutboxStorage, type Unsent } from './outbox.ts';
import { makeOutboxTabs } from './outboxTabs.ts';

const written = { clientId: 'c1', conversationId: 'chat', refusal: null } as unknown as Unsent;

/** A tab that shows what is unsent and what it has heard of as sent; the server tells it nothing. */
function openTab(shared: OutboxStorage, inTurn: (work: () => Promise<void>) => Promise<void>) {
  const sent: string[] = [];
  const seen: string[][] = [];
  const look = () => seen.push([...new Set([...sent, ...outbox.items().map(({ clientId }) => clientId)])]);
  const hear = ({ clientId }: Message) => {
    sent.push(clientId);
    look();
  };
  const tabs = makeOutboxTabs({ onSent: hear, onChanged: () => void outbox.wake() });
  const outbox = makeOutbox({
    storage: { ...shared, remove: (clientId) => shared.remove(clientId).then(tabs.tellChanged) },
    send: async ({ clientId }) => ({ clientId, seq: 1 }) as Message,
    alone: (_id, work) => inTurn(work),
    onSent: (message) => {
      tabs.tellSent(message);
      hear(message);
    },
    onChange: look,
  });
  return {
    outbox,
    sent,
    seen,
    close(): void {
      outbox.close();
      tabs.close();
    },
  };
}

test('what one tab has sent stays in sight in another, though the server has not told that one of it', async () => {
  const storage = makeMemoryChatStorage();
  storage.held.push(written);
  const [other, writer] = [openTab(storage, () => new Promise(() => {})), openTab(storage, (work) => work())];
  await other.outbox.open();
  await writer.outbox.open();
  await expect.poll(() => other.outbox.items()).toEqual([]);
  expect(other.sent).toEqual(['c1']);
  for (const shown of other.seen) expect(shown).toEqual(['c1']);
  for (const tab of [writer, other]) tab.close();
});
