import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { toAppError } from '../core/appError.ts';
import { isSaidAgain } from '../core/retrying.ts';
import { linkState, sendCommand } from '../core/socket.ts';
import { noteRead } from './conversationList.ts';

const SETTLE_MS = 400;
const AGAIN_MS = 5000;

/** How far one has read, where the server has not said that it knows. It outlives the screen: one may have left at once. */
const untold = new Map<ConversationId, number>();

function tellServer(conversationId: ConversationId): void {
  const seq = untold.get(conversationId);
  if (seq === undefined) return;
  const isTold = () => untold.get(conversationId) === seq && untold.delete(conversationId);
  sendCommand('conversation:read', { conversationId, seq }).then(isTold, (thrown: unknown) => {
    if (isSaidAgain(toAppError(thrown))) setTimeout(() => tellServer(conversationId), AGAIN_MS);
    else isTold();
  });
}

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
    untold.set(parts.conversationId, seq);
    tellServer(parts.conversationId);
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
