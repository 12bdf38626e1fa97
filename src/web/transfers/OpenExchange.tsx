import { createSignal, onCleanup, Show, Suspense } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { Thread } from '../conversations/Thread.tsx';
import { textOf } from '../core/errorText.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { createBarRoom } from '../shell/frame.ts';
import { PageHeader } from '../shell/PageHeader.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { ChoiceNote } from './ChoiceNote.tsx';
import { createDropTarget } from './createDropTarget.ts';
import type { Listing } from './createListing.ts';
import { DropNote } from './DropNote.tsx';
import { ExchangeTransfers } from './ExchangeTransfers.tsx';
import { pickFiles } from './files/pickFiles.ts';
import { SendAction } from './SendAction.tsx';
import { sendingOf } from './sendings.ts';
import { createSharing } from './shares/createSharing.tsx';

const SendLinkDialog = lazyPart(() => import('../conversations/SendLinkDialog.tsx'));

/** An exchange that is open, or was: its transfers, its chat, and what can be done next. */
export function OpenExchange(props: { match: Match; listing: Listing }) {
  const partner = () => props.match.partner;
  // On phones the composer needs the bar's room; the way back is at the top.
  createBarRoom(() => true);
  const isOpen = () => props.match.state === 'accepted' || props.match.state === 'completed';
  const sending = sendingOf(props.match);
  onCleanup(sending.leavePage);
  const [isSendingLink, setSendingLink] = createSignal(false);
  const sharing = createSharing(() => partner().username);
  const drop = createDropTarget((picking) => isOpen() && sending.send(picking));

  return (
    <div class="flex fill-window flex-col">
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
          class="pool max-h-[max(33%,calc(100%-var(--spacing)*60))] shrink-0 overflow-y-auto overscroll-contain border-b border-line -outline-offset-2 wide:max-h-none wide:border-r wide:border-b-0"
        >
          <div class="page-width flex flex-col gap-5 py-5">
            <Show
              when={isOpen()}
              fallback={<p class="text-muted">This exchange is not open. Both of you need to agree first.</p>}
            >
              <ExchangeTransfers
                match={props.match}
                listing={props.listing}
                onSend={() => sending.send(pickFiles())}
                isSending={sending.pending()}
                described={sending.described()}
                onSendLink={() => setSendingLink(true)}
              />
            </Show>
            <ChoiceNote lack={sending.lack()} verb="Send" />
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
          </div>
        </section>
        <section aria-label="Chat" class="flex min-h-0 flex-1 flex-col pb-(--safe-bottom) wide:pb-0">
          <Show when={props.match.conversationId} keyed>
            {(id) => (
              <Thread
                conversationId={id}
                placeholder={`Write to ${partner().username}`}
                composerExtras={
                  isOpen() ? (
                    <SendAction
                      onPicked={sending.send}
                      onShare={sharing.share}
                      onSendLink={() => setSendingLink(true)}
                    />
                  ) : undefined
                }
              />
            )}
          </Show>
        </section>
      </div>
      <DropNote isShown={drop.isOver() && isOpen()} words={`Drop to send to ${partner().username}`} />
      {sharing.sheet}
      <Suspense>
        <Show when={isSendingLink() && props.match.conversationId}>
          {(id) => (
            <SendLinkDialog conversationId={id()} partner={partner().username} onClose={() => setSendingLink(false)} />
          )}
        </Show>
      </Suspense>
    </div>
  );
}
