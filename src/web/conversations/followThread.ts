import type { Message } from '../../shared/conversations/conversation.ts';
import type { ConversationId } from '../../shared/core/ids.ts';
import type { onAnnouncement, onReady } from '../core/socket.ts';
import type { ThreadFeed } from './threadFeed.ts';

export interface ThreadNews {
  onReady: typeof onReady;
  onAnnouncement: typeof onAnnouncement;
  /** A message of this browser has arrived at the server. */
  onMessageSent(handler: (message: Message) => void): () => void;
}

/** Keeps a thread in step with what is told of its conversation, until the returned function is called. */
export function followThread(feed: ThreadFeed, id: ConversationId, news: ThreadNews): () => void {
  const hear = (message: Message) => message.conversationId === id && feed.hear(message);
  const ends = [
    news.onReady(feed.reconnected),
    news.onMessageSent(hear),
    news.onAnnouncement('conversation:message-sent', ({ message }) => hear(message)),
    // Whoever is let in again has missed something, and whoever is out is told so when they ask.
    news.onAnnouncement(
      'conversation:membership-changed',
      (change) => change.conversationId === id && feed.reconnected(),
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
}
