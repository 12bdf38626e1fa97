import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { socketState as linkState, onReady, sendCommand } from '../core/socket.ts';
import { makeUnsaid } from '../core/unsaid.ts';
import { noteRead } from './conversationList.ts';

const SETTLE_MS = 400;

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
  let toldSeq = 0;
  let pendingSeq = 0;

  function tell(seq: number): void {
    pendingSeq = 0;
    toldSeq = seq;
    noteRead(parts.conversationId, seq);
    const { conversationId } = parts;
    // A refusal for good is no news to who reads.
    unsaid.say(conversationId, () => sendCommand('conversation:read', { conversationId, seq })).catch(() => {});
  }

  createEffect(() => {
    pendingSeq = 0;
    const seq = parts.shownThrough();
    if (seq <= toldSeq || linkState() !== 'ready' || !isVisible() || !parts.isInView()) return;
    pendingSeq = seq;
    const timer = setTimeout(() => tell(seq), SETTLE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  onCleanup(() => {
    if (pendingSeq > 0) tell(pendingSeq);
  });
}

function createPageVisible() {
  const [isVisible, setVisible] = createSignal(document.visibilityState === 'visible');
  const look = () => setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  return isVisible;
}
