import { batch, createEffect, createSignal, on, onCleanup, onMount } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { ConversationId } from '../../shared/core/ids.ts';
import { account } from '../accounts/session.ts';
import { api } from '../core/api.ts';
import { onAnnouncement, onReady } from '../core/socket.ts';
import { onMessageSent, onOutboxChange, openOutbox, unsentOf, unsentState } from './chatOutbox.ts';
import { makeThreadCache } from './chatStorage.ts';
import { followThread } from './followThread.ts';
import { type Entry, entriesOf } from './threadEntries.ts';
import { type FeedState, makeThreadFeed, nothingYet } from './threadFeed.ts';
import { hasOlder, solidThrough } from './threadStore.ts';

// By then the browser has told screen readers of what was drawn.
const TOLD_MS = 100;

/**
 * One thread on the screen, with what is unsent in it. `redraw` runs around each change of what is shown, so that the
 * scroll position can be kept; `readThrough` is how far the reader had read when they came.
 */
export function createThread(
  conversationId: ConversationId,
  redraw: (change: () => void) => void,
  readThrough: () => number | null,
) {
  const me = account();
  const [state, setState] = createSignal<FeedState>(nothingYet);
  const [entries, setEntries] = createStore<Entry[]>([]);
  const [isBusy, setBusy] = createSignal(true);
  openOutbox();

  function draw(next: FeedState = state()): void {
    const shown = me
      ? entriesOf({
          messages: next.thread.messages,
          unsent: unsentOf(conversationId),
          me,
          stateOf: unsentState,
          readThrough: readThrough(),
        })
      : [];
    // One change: what stands around the messages moves them as much as others do.
    redraw(() =>
      batch(() => {
        setState(next);
        setEntries(reconcile(shown, { key: 'key' }));
      }),
    );
  }

  const feed = makeThreadFeed({
    cache: me ? makeThreadCache(me.id, conversationId) : { load: async () => null, save: async () => {} },
    fetchPage: (range) => api.conversations.messages.query({ conversationId, ...range }),
    onChange: draw,
  });
  createEffect(() => {
    if (isLoading(state())) return setBusy(true);
    const timer = setTimeout(() => setBusy(false), TOLD_MS);
    onCleanup(() => clearTimeout(timer));
  });
  createEffect(on(readThrough, () => draw(), { defer: true }));
  onCleanup(onOutboxChange(() => draw()));
  onCleanup(followThread(feed, conversationId, { onReady, onAnnouncement, onMessageSent }));
  onCleanup(feed.close);
  onMount(() => {
    draw();
    void feed.open();
  });

  return {
    entries,
    state,
    /** A page of messages is coming, or has only just come: nobody has it read out. */
    isBusy,
    hasOlder: () => hasOlder(state().thread),
    /** The last number up to which everything is shown. */
    shownThrough: () => solidThrough(state().thread),
    loadOlder: () => void feed.loadOlder(),
    nearTop: () => void feed.nearTop(),
    forgetOlder: feed.forgetOlder,
    tryAgain: () => feed.reconnected(),
  };
}

const isLoading = ({ isFetchingOlder, phase }: FeedState) => isFetchingOlder || phase === 'loading';
