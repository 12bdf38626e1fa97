import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { linkState, sendCommand } from '../core/socket.ts';
import { noteRead } from './conversationList.ts';

const SETTLE_MS = 400;

/** Tells the server how far one has read, once it was in view for a moment. Told again if it did not get through. */
export function createReadPointer(parts: {
  conversationId: ConversationId;
  shownThrough: () => number;
  isInView: () => boolean;
}): void {
  const isVisible = createPageVisible();
  let toldSeq = 0;
  createEffect(() => {
    const seq = parts.shownThrough();
    if (seq <= toldSeq || linkState() !== 'ready' || !isVisible() || !parts.isInView()) return;
    const timer = setTimeout(async () => {
      noteRead(parts.conversationId, seq);
      toldSeq = seq;
      await sendCommand('conversation:read', { conversationId: parts.conversationId, seq }).catch(() => {
        toldSeq = Math.min(toldSeq, seq - 1);
      });
    }, SETTLE_MS);
    onCleanup(() => clearTimeout(timer));
  });
}

function createPageVisible() {
  const [isVisible, setVisible] = createSignal(document.visibilityState === 'visible');
  const look = () => setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  return isVisible;
}
