import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { linkState, sendCommand } from '../core/socket.ts';
import { noteRead } from './conversationList.ts';

const SETTLE_MS = 400;
const AGAIN_MS = 5000;

/** Tells the server how far one has read: what was in view, after a moment or on leaving. Told again if it was lost. */
export function createReadPointer(parts: {
  conversationId: ConversationId;
  shownThrough: () => number;
  isInView: () => boolean;
}): void {
  const isVisible = createPageVisible();
  let toldSeq = 0;
  let pendingSeq = 0;
  const [losses, setLosses] = createSignal(0);
  let again: ReturnType<typeof setTimeout> | undefined;

  function tell(seq: number): void {
    pendingSeq = 0;
    toldSeq = seq;
    noteRead(parts.conversationId, seq);
    sendCommand('conversation:read', { conversationId: parts.conversationId, seq }).catch(() => {
      toldSeq = Math.min(toldSeq, seq - 1);
      again ??= setTimeout(() => {
        again = undefined;
        setLosses((count) => count + 1);
      }, AGAIN_MS);
    });
  }

  createEffect(() => {
    losses();
    pendingSeq = 0;
    const seq = parts.shownThrough();
    if (seq <= toldSeq || linkState() !== 'ready' || !isVisible() || !parts.isInView()) return;
    pendingSeq = seq;
    const timer = setTimeout(() => tell(seq), SETTLE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  onCleanup(() => {
    if (pendingSeq > 0) tell(pendingSeq);
    clearTimeout(again);
  });
}

function createPageVisible() {
  const [isVisible, setVisible] = createSignal(document.visibilityState === 'visible');
  const look = () => setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  return isVisible;
}
