import type { ConversationId } from '../../shared/core/ids.ts';
import { tidyContent } from '../../shared/core/texts.ts';

const keyOf = (id: ConversationId) => `spotlight:draft:${id}`;

/** What one was writing, over reloads of this browser; logging out forgets it. */
export function readDraft(id: ConversationId): string {
  return localStorage.getItem(keyOf(id)) ?? '';
}

export function keepDraft(id: ConversationId, text: string): void {
  try {
    if (text) localStorage.setItem(keyOf(id), text);
    else localStorage.removeItem(keyOf(id));
  } catch {
    // No room is left for it: it stays on the screen.
  }
}

/** What was sent need not be kept any more; what has been written since, here or in another tab, stays. */
export function dropDraft(id: ConversationId, sent: string): void {
  if (tidyContent(readDraft(id)) === sent) localStorage.removeItem(keyOf(id));
}

/** Tabs share one draft: tells when another has dropped what it wrote, until the returned function is called. */
export function onDraftDropped(id: ConversationId, handler: (dropped: string) => void): () => void {
  const heard = ({ key, oldValue, newValue }: StorageEvent) => {
    if (key === keyOf(id) && oldValue !== null && newValue === null) handler(oldValue);
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}
