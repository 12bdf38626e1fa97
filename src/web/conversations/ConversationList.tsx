import MessagesSquare from 'lucide-solid/icons/messages-square';
import { For, Show, Switch, Match as When } from 'solid-js';
import type { ConversationSummary, Message } from '../../shared/conversations/conversation.ts';
import { account } from '../accounts/session.ts';
import { dataOf } from '../core/dataOf.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { iconStroke } from '../ui/icon.ts';
import { keepFocus } from '../ui/keepFocus.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { ListRow } from '../ui/ListRow.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { Time } from '../ui/Time.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { createConversations } from './conversationList.ts';
import { unreadOf } from './conversationNews.ts';

/** One's conversations, the liveliest first. */
export function ConversationList(props: { currentId?: string }) {
  const list = createConversations();
  let rows: HTMLUListElement | undefined;
  keepFocus(
    () => rows,
    () => dataOf(list)?.map(({ id }) => id),
  );
  return (
    <Switch
      fallback={
        <div class="px-4">
          <SkeletonRows label="Chats are on their way" />
        </div>
      }
    >
      <When when={dataOf(list)?.length === 0}>
        <EmptyState
          icon={MessagesSquare}
          title="No chats yet"
          action={
            <LinkButton href="/events" look="lit">
              Find an event
            </LinkButton>
          }
        >
          <p>Every event you join has a chat. So has every exchange.</p>
        </EmptyState>
      </When>
      <When when={dataOf(list)}>
        {(conversations) => (
          <ul ref={rows} class="px-1">
            <For each={conversations()}>
              {(conversation) => (
                <li>
                  <Row conversation={conversation} isCurrent={conversation.id === props.currentId} />
                </li>
              )}
            </For>
          </ul>
        )}
      </When>
      <When when={list.isError}>
        <div class="px-4">
          <QueryNotLoaded query={list} />
        </div>
      </When>
    </Switch>
  );
}

function Row(props: { conversation: ConversationSummary; isCurrent: boolean }) {
  const unread = () => unreadOf(props.conversation);
  return (
    <ListRow
      href={`/chats/${props.conversation.id}`}
      isCurrent={props.isCurrent}
      isUnread={unread() > 0}
      leading={<Face conversation={props.conversation} />}
      title={props.conversation.title}
      detail={<LastWords {...props.conversation} />}
      trailing={
        <>
          <Time at={props.conversation.activeAt} />
          <Badge count={unread()} />
          <Show when={unread() > 0}>
            <VisuallyHidden>unread</VisuallyHidden>
          </Show>
        </>
      }
    />
  );
}

/** A person's face, or the sign of a chat of many. */
function Face(props: { conversation: ConversationSummary }) {
  return (
    <Show
      when={props.conversation.partner}
      fallback={
        <span class="grid size-11 shrink-0 place-items-center rounded-control border border-line bg-surface text-muted">
          <MessagesSquare size={22} strokeWidth={iconStroke} aria-hidden="true" />
        </span>
      }
    >
      {(partner) => <Avatar name={partner().username} avatarUrl={partner().avatarUrl} isDecorative />}
    </Show>
  );
}

function LastWords(props: Pick<ConversationSummary, 'lastMessage' | 'kind'>) {
  const whose = ({ author }: Message) => {
    if (author.id === account()?.id) return 'You';
    return props.kind === 'event' ? author.username : null;
  };
  return (
    <Show when={props.lastMessage} fallback={props.kind === 'event' ? 'Event chat' : 'Say hello'}>
      {(message) => (
        <>
          <Show when={whose(message())}>
            {(name) => (
              <>
                <bdi>{name()}</bdi>:{' '}
              </>
            )}
          </Show>
          <bdi>{message().content}</bdi>
        </>
      )}
    </Show>
  );
}
