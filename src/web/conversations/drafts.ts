import type { ConversationId } from '../../shared/core/ids.ts';

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
