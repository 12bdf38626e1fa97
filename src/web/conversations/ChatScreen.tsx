import { useParams } from '@solidjs/router';
import { Show } from 'solid-js';
import type { ConversationSummary } from '../../shared/conversations/conversation.ts';
import type { ConversationId } from '../../shared/core/ids.ts';
import { PageHeader } from '../shell/PageHeader.tsx';
import { TwoPane } from '../shell/TwoPane.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { ConversationList } from './ConversationList.tsx';
import { createConversation } from './conversationList.ts';
import { Thread } from './Thread.tsx';

/** One chat, with the others beside it where there is room. */
export default function ChatScreen() {
  const params = useParams<{ id: ConversationId }>();
  const conversation = createConversation(() => params.id);
  const partner = () => conversation.summary()?.partner;
  const placeholder = () => {
    const name = partner()?.username;
    return name ? `Write to ${name}` : 'Write to everyone here';
  };
  return (
    <TwoPane
      listLabel="Chats"
      isOpen
      list={
        <>
          <h2 class="px-4 pt-5 pb-3 text-3xl">Chats</h2>
          <ConversationList currentId={params.id} />
        </>
      }
    >
      <div class="flex fill-window flex-col">
        <div class="shrink-0 border-b border-line">
          <PageHeader
            title={conversation.summary()?.title ?? 'Chat'}
            backHref="/chats"
            backLabel="Back to chats"
            leading={
              <Show when={partner()}>
                {(person) => <Avatar name={person().username} avatarUrl={person().avatarUrl} size="sm" isDecorative />}
              </Show>
            }
            detail={<Show when={conversation.summary()}>{(summary) => <Origin of={summary()} />}</Show>}
          />
        </div>
        <div class="min-h-0 flex-1 pb-(--safe-bottom) wide:pb-0">
          <Show when={params.id} keyed>
            {(id) => <Thread conversationId={id} placeholder={placeholder()} />}
          </Show>
        </div>
      </div>
    </TwoPane>
  );
}

/** What the chat belongs to, and the way there. */
function Origin(props: { of: ConversationSummary }) {
  const href = () => (props.of.matchId ? `/exchanges/${props.of.matchId}` : `/events/${props.of.eventId}`);
  return (
    <a href={href()} class="text-light underline underline-offset-2">
      {props.of.matchId ? 'Your exchange' : 'The event'}
    </a>
  );
}
