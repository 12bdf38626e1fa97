import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { onReady, sendCommand, socketState } from '../core/socket.ts';
import { makeUnsaid } from '../core/unsaid.ts';
import { noteRead } from './conversationList.ts';
import { makeReadTeller } from './makeReadTeller.ts';

/** How far one has read, until the server has heard it: one may have left the screen at once. */
const unsaid = makeUnsaid<unknown>(async () => {});
onReady(() => void unsaid.sayAll());

/** Tells the server how far one has read: what was in view, after a moment or on leaving. Told again if it was lost. */
export function createReadPointer(parts: {
  conversationId: ConversationId;
  shownThrough: () => number;
  isInView: () => boolean;
}): void {
  const isVisible = createPageVisible();
  const teller = makeReadTeller((seq) => {
    const { conversationId } = parts;
    noteRead(conversationId, seq);
    // A refusal for good is no news to who reads.
    unsaid.say(conversationId, () => sendCommand('conversation:read', { conversationId, seq })).catch(() => {});
  });

  createEffect(() => {
    const seq = parts.shownThrough();
    if (socketState() === 'ready' && isVisible() && parts.isInView()) teller.see(seq);
    else teller.lookAway();
  });
  onCleanup(teller.leave);
}

function createPageVisible() {
  const [isVisible, setVisible] = createSignal(document.visibilityState === 'visible');
  const look = () => setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  return isVisible;
}
