import MessagesSquare from 'lucide-solid/icons/messages-square';
import { PageHeader } from '../shell/PageHeader.tsx';
import { TwoPane } from '../shell/TwoPane.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ConversationList } from './ConversationList.tsx';

/** All chats of events and exchanges. */
export default function ChatsScreen() {
  return (
    <TwoPane
      listLabel="Chats"
      isOpen={false}
      list={
        <>
          <PageHeader title="Chats" />
          <ConversationList />
        </>
      }
      placeholder={
        <EmptyState icon={MessagesSquare} title="Choose a chat">
          <p>What is said at your events and in your exchanges.</p>
        </EmptyState>
      }
    >
      {null}
    </TwoPane>
  );
}
