import Film from 'lucide-solid/icons/film';
import { createMemo, For, Show } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { Thread } from '../conversations/Thread.tsx';
import { textOf } from '../core/errorText.ts';
import { PageHeader } from '../shell/PageHeader.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { ContentAction } from './ContentAction.tsx';
import { createDropTarget } from './createDropTarget.ts';
import { createSending } from './createSending.ts';
import { DropNote } from './DropNote.tsx';
import { entriesOfMatch } from './exchangeStore.ts';
import { pickFiles } from './files/pickFiles.ts';
import { SendAction } from './SendAction.tsx';
import { TransferItem } from './TransferItem.tsx';
import { isOver } from './transferEntry.ts';

/** An exchange that is open, or was: its transfers, its chat, and what can be done next. */
export function OpenExchange(props: { match: Match }) {
  const partner = () => props.match.partner;
  const isOpen = () => props.match.state === 'accepted' || props.match.state === 'completed';
  const sending = createSending(() => (isOpen() ? props.match : undefined));
  const drop = createDropTarget((picking) => isOpen() && sending.send(picking));

  return (
    <div class="flex h-[calc(100dvh-var(--frame-bottom))] flex-col wide:h-dvh">
      <div class="shrink-0 border-b border-line wide:[&_header]:max-w-none">
        <PageHeader
          title={partner().username}
          detail={props.match.eventName}
          backHref="/exchanges"
          backLabel="Exchanges"
          leading={<Avatar name={partner().username} avatarUrl={partner().avatarUrl} size="sm" isDecorative />}
        />
      </div>
      <div class="flex min-h-0 flex-1 flex-col wide:grid wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        {/* Focusable, because a keyboard has no other way to scroll it. */}
        <section
          tabindex={0}
          aria-label="What is exchanged"
          class="pool max-h-[calc(100%-15rem)] shrink-0 overflow-y-auto overscroll-contain border-b border-line -outline-offset-2 wide:max-h-none wide:border-r wide:border-b-0"
        >
          <div class="page-width flex flex-col gap-5 py-5">
            <Show
              when={isOpen()}
              fallback={<p class="text-muted">This exchange is not open. Both of you need to agree first.</p>}
            >
              <Transfers match={props.match} onSend={() => sending.send(pickFiles())} isSending={sending.pending()} />
            </Show>
            <Show when={sending.tooMany()}>
              {(limit) => (
                <ErrorNote
                  what={`That is more than ${limit().toLocaleString('en')} files.`}
                  todo="Send the folder in parts, or pack it into one file first."
                />
              )}
            </Show>
            <Show when={sending.error()}>
              {(error) => (
                <ErrorNote
                  what={textOf(error())}
                  kept={sending.canRetry() ? 'Your choice of files is kept.' : undefined}
                  onRetry={sending.canRetry() ? sending.retry : undefined}
                  retrying={sending.pending()}
                />
              )}
            </Show>
            <ContentAction match={props.match} />
          </div>
        </section>
        <section aria-label="Chat" class="flex min-h-0 flex-1 flex-col">
          <Show when={props.match.conversationId} keyed>
            {(id) => (
              <Thread
                conversationId={id}
                placeholder={`Write to ${partner().username}`}
                composerExtras={isOpen() ? <SendAction onPicked={sending.send} /> : undefined}
              />
            )}
          </Show>
        </section>
      </div>
      <DropNote isShown={drop.isOver() && isOpen()} name={partner().username} />
    </div>
  );
}

/** What runs first and large, then what is over, folded; with nothing yet, what to do. */
function Transfers(props: { match: Match; onSend: () => void; isSending: boolean }) {
  const entries = createMemo(() => entriesOfMatch(props.match.id));
  const ids = (over: boolean) =>
    createMemo(
      () =>
        entries()
          .filter((entry) => isOver(entry) === over)
          .map(({ id }) => id),
      [],
      { equals: (a, b) => a.length === b.length && a.every((id, n) => id === b[n]) },
    );
  const running = ids(false);
  const over = ids(true);
  // The last one stays in the light when nothing runs: it was just finished.
  const before = () => (running().length === 0 ? over().slice(1) : over());

  return (
    <>
      <Show when={entries().length === 0 && !props.isSending}>
        <div class="flex flex-col items-center gap-4 py-2 text-center">
          <Film size={36} strokeWidth={1.5} class="text-light" aria-hidden="true" />
          <p class="max-w-80 text-muted">
            Send {props.match.partner.username} what you filmed. It goes straight from your device to theirs.
          </p>
          <Button look="lit" onClick={props.onSend}>
            Choose files
          </Button>
        </div>
      </Show>
      <Show when={props.isSending}>
        <p role="status" class="flex items-center gap-3 text-muted">
          <Spinner /> Getting your files ready
        </p>
      </Show>
      <For each={running()}>
        {(id, index) => <TransferItem id={id} partner={props.match.partner} size={index() === 0 ? 'large' : 'small'} />}
      </For>
      <Show when={running().length === 0 && over()[0]} keyed>
        {(id) => <TransferItem id={id} partner={props.match.partner} size="large" />}
      </Show>
      <Show when={before().length > 0}>
        <details open={running().length === 0}>
          <summary class="flex min-h-11 items-center rounded-control text-sm text-muted">
            Before: {before().length} {before().length === 1 ? 'transfer' : 'transfers'}
          </summary>
          <div class="mt-2 flex flex-col gap-6">
            <For each={before()}>{(id) => <TransferItem id={id} partner={props.match.partner} size="small" />}</For>
          </div>
        </details>
      </Show>
    </>
  );
}
