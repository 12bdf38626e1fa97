import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import type { AccountId, ConversationId } from '../../shared/core/ids.ts';
import { account } from '../accounts/session.ts';
import { onAnnouncement, sendCommand, socketState } from '../core/socket.ts';
import { makePace } from './makePace.ts';

const STALE_MS = 4500;
const TELL_EVERY_MS = 2500;

/** Who is writing here just now, in words, and telling the others that one is. */
export function createTyping(conversationId: ConversationId): {
  words: Accessor<string>;
  tell(): void;
  /** What was written is sent: the next words are told at once. */
  finish(): void;
} {
  const [typists, setTypists] = createSignal<ReadonlyMap<AccountId, string>>(new Map());
  const timers = new Map<AccountId, ReturnType<typeof setTimeout>>();
  const pace = makePace(TELL_EVERY_MS);

  function stop(accountId: AccountId): void {
    clearTimeout(timers.get(accountId));
    timers.delete(accountId);
    if (typists().has(accountId)) setTypists((now) => new Map([...now].filter(([id]) => id !== accountId)));
  }

  onCleanup(
    onAnnouncement('conversation:typing', (typing) => {
      if (typing.conversationId !== conversationId || typing.accountId === account()?.id) return;
      stop(typing.accountId);
      setTypists((now) => new Map(now).set(typing.accountId, typing.username));
      timers.set(
        typing.accountId,
        setTimeout(() => stop(typing.accountId), STALE_MS),
      );
    }),
  );
  onCleanup(onAnnouncement('conversation:message-sent', ({ message }) => stop(message.author.id)));
  onCleanup(() => {
    for (const timer of timers.values()) clearTimeout(timer);
  });

  return {
    words: createMemo(() => wordsFor([...typists().values()])),
    tell(): void {
      if (socketState() !== 'ready' || !pace.mayPass()) return;
      // Lost or refused, it is stale in a moment anyway.
      sendCommand('conversation:type', { conversationId }).catch(() => {});
    },
    finish: pace.beginAnew,
  };
}

function wordsFor(names: string[]): string {
  if (names.length === 0) return '';
  if (names.length > 2) return `${names.length} people are writing…`;
  return names.length === 1 ? `${names[0]} is writing…` : `${names[0]} and ${names[1]} are writing…`;
}
