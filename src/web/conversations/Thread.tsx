import ArrowDown from 'lucide-solid/icons/arrow-down';
import MessageCircle from 'lucide-solid/icons/message-circle';
import { createEffect, createMemo, createSignal, For, type JSX, onMount, Show, Switch, Match as When } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatCount } from '../ui/format.ts';
import { catchFocus } from '../ui/keepFocus.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { Time } from '../ui/Time.tsx';
import { Composer } from './Composer.tsx';
import { writeMessage } from './chatOutbox.ts';
import { createConversation } from './conversationList.ts';
import { createReadPointer } from './createReadPointer.ts';
import { createScrollKeeper } from './createScrollKeeper.ts';
import { createThread } from './createThread.ts';
import { createTyping } from './createTyping.ts';
import { MessageRow } from './MessageRow.tsx';

export interface ThreadProps {
  conversationId: ConversationId;
  /** What the composer invites to: "Write to Ben". */
  placeholder?: string;
  /** Actions before the composer's field. */
  composerExtras?: JSX.Element;
}

/** A conversation: what was said, who is writing, and where to write. Fills the height it is given. */
export function Thread(props: ThreadProps) {
  // One thread per conversation: whoever shows another one makes another (`keyed`).
  const id = props.conversationId;
  let place!: HTMLDivElement;
  let scroller!: HTMLElement;
  let content!: HTMLDivElement;
  const scroll = createScrollKeeper(() => thread.nearTop());
  const conversation = createConversation(() => id);
  // Another device may have read on since the list was asked for.
  const isRecent = createMemo<boolean>((before) => before || !conversation.isAsking(), false);
  // As it was on coming here: what is read from now on stays below the line.
  const readThrough = createMemo<number | null>(
    (before) => before ?? (isRecent() ? (conversation.summary()?.lastReadSeq ?? null) : null),
    null,
  );
  const thread = createThread(id, scroll.keep, readThrough);
  const typing = createTyping(id);
  const namesAuthors = () => conversation.summary()?.kind !== 'match';
  const newCount = createNewCount(thread.shownThrough, scroll.isAtBottom);
  createReadPointer({
    conversationId: id,
    shownThrough: thread.shownThrough,
    isInView: () => isRecent() && scroll.isAtBottom(),
  });
  createEffect(() => scroll.isAtBottom() && thread.state() && thread.forgetOlder());
  onMount(() => {
    scroll.attach(scroller, content);
    catchFocus(place, scroller);
  });

  const send = (text: string) => {
    writeMessage(id, text);
    typing.finish();
    scroll.toBottom();
  };

  return (
    <div class="flex h-full min-h-0 flex-col">
      <div ref={place} class="relative min-h-0 flex-1">
        {/* Focusable, because a keyboard has no other way to scroll it. */}
        <section
          ref={scroller}
          tabindex={0}
          role="log"
          aria-live="polite"
          aria-label="Messages"
          aria-busy={thread.isBusy()}
          class="h-full overflow-y-auto overscroll-contain -outline-offset-2 [container-type:size]"
        >
          <div ref={content} class="page-width flex min-h-full flex-col justify-end pb-3">
            <Before thread={thread} isPrivate={!namesAuthors()} />
            <For each={thread.entries}>
              {(entry) => (
                <Switch>
                  <When when={entry.kind === 'message' && entry}>
                    {(message) => <MessageRow entry={message()} namesAuthors={namesAuthors()} />}
                  </When>
                  <When when={entry.kind === 'day' && entry}>
                    {(day) => (
                      <h2 class="mx-auto mt-5 mb-1 font-text text-xs font-medium tracking-normal text-muted">
                        <Time at={day().at} as="day" />
                      </h2>
                    )}
                  </When>
                  <When when={entry.kind === 'new'}>
                    <NewLine onShown={scroll.beginAt} />
                  </When>
                </Switch>
              )}
            </For>
          </div>
        </section>
        <Show when={newCount() > 0}>
          <Button
            look="lit"
            icon={ArrowDown}
            class="absolute! bottom-3 left-1/2 -translate-x-1/2 animate-appear"
            onClick={scroll.toBottom}
          >
            {formatCount(newCount(), 'new message', 'new messages')}
          </Button>
        </Show>
      </div>
      <Show
        when={thread.state().phase !== 'refused'}
        fallback={
          <Show when={thread.entries.length > 0 && thread.state().refusal}>
            {(refusal) => (
              <div class="page-width shrink-0 border-t border-line bg-ground py-3">
                <ErrorNote what={textOf(refusal())} />
              </div>
            )}
          </Show>
        }
      >
        <div class="shrink-0 border-t border-line bg-ground">
          <p class="page-width h-6 truncate pt-1 text-xs text-muted">{typing.words()}</p>
          <Composer
            conversationId={id}
            placeholder={props.placeholder ?? 'Write a message'}
            extras={props.composerExtras}
            onType={typing.tell}
            onSend={send}
          />
        </div>
      </Show>
    </div>
  );
}

/** What stands above the messages: more of them on the way, or why there are none. */
function Before(props: { thread: ReturnType<typeof createThread>; isPrivate: boolean }) {
  const state = () => props.thread.state();
  const isEmpty = () => props.thread.entries.length === 0;
  return (
    <Switch>
      <When when={isEmpty() && state().phase === 'refused' && state().refusal}>
        {(refusal) => (
          <div class="my-auto">
            <ErrorNote what={textOf(refusal())} />
          </div>
        )}
      </When>
      <When when={isEmpty() && state().phase === 'loading'}>
        <SkeletonRows label="Messages are on their way" />
      </When>
      <When when={isEmpty() && state().phase === 'behind' && !state().isKnown}>
        <div class="my-auto">
          <ErrorNote
            what="These messages could not be loaded."
            kept="You can write already: it is kept and sent later."
            onRetry={props.thread.tryAgain}
          />
        </div>
      </When>
      <When when={isEmpty()}>
        <div class="my-auto">
          <EmptyState icon={MessageCircle} title="Nothing said yet">
            <p>
              {props.isPrivate
                ? 'Only the two of you read what is written here.'
                : 'Say who you are and where you stand. Everyone here reads it.'}
            </p>
          </EmptyState>
        </div>
      </When>
      <When when={props.thread.hasOlder()}>
        <div class="grid h-12 shrink-0 place-items-center text-muted">
          <Button look="bare" busy={state().isFetchingOlder} onClick={props.thread.loadOlder}>
            Earlier messages
          </Button>
        </div>
      </When>
    </Switch>
  );
}

/** Where the reader left off last time. */
function NewLine(props: { onShown: (line: HTMLElement) => void }) {
  let line!: HTMLHeadingElement;
  onMount(() => props.onShown(line));
  return (
    <h2
      ref={line}
      class="mt-5 mb-1 flex items-center gap-3 font-text text-xs font-medium tracking-normal text-light before:h-px before:flex-1 before:bg-edge after:h-px after:flex-1 after:bg-edge"
    >
      New
    </h2>
  );
}

/** How many messages came since the reader was last at the bottom. */
function createNewCount(shownThrough: () => number, isAtBottom: () => boolean): () => number {
  const [seenSeq, setSeenSeq] = createSignal(0);
  createEffect(() => isAtBottom() && setSeenSeq(shownThrough()));
  return () => (isAtBottom() ? 0 : Math.max(0, shownThrough() - seenSeq()));
}
