import type { Message } from '../../shared/conversations/conversation.ts';

export interface OutboxTabsParts {
  /** Another tab's message has arrived at the server. */
  onSent(message: Message): void;
  /** Another tab has changed what is unsent. */
  onChanged(): void;
}

/**
 * What the tabs of one browser tell each other of what is unsent. That a message was sent is told before it leaves what is
 * unsent: else it would be gone from the other tabs until the server has told them of it.
 */
export function makeOutboxTabs({ onSent, onChanged }: OutboxTabsParts) {
  const tabs = new BroadcastChannel('spotlight:outbox');
  tabs.onmessage = ({ data }: MessageEvent<'changed' | Message>) => {
    if (data === 'changed') onChanged();
    else onSent(data);
  };
  return {
    tellSent: (message: Message): void => tabs.postMessage(message),
    tellChanged: (): void => tabs.postMessage('changed'),
    close: (): void => tabs.close(),
  };
}
