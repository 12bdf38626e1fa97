import { useNavigate, useSearchParams } from '@solidjs/router';
import Info from 'lucide-solid/icons/info';
import LogOut from 'lucide-solid/icons/log-out';
import Pencil from 'lucide-solid/icons/pencil';
import QrCode from 'lucide-solid/icons/qr-code';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, Show } from 'solid-js';
import type { EventDetail } from '../../shared/events/event.ts';
import { Thread } from '../conversations/Thread.tsx';
import { dataOf } from '../core/dataOf.ts';
import { createWritingRoom } from '../shell/createWritingRoom.ts';
import { PageHeader } from '../shell/PageHeader.tsx';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu, type MenuItem } from '../ui/Menu.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { AboutSheet } from './AboutSheet.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';
import { daysText } from './eventDays.ts';
import { createPeople } from './eventQueries.ts';
import { HereNow } from './HereNow.tsx';
import { InviteSheet } from './InviteSheet.tsx';
import { LeaveDialog } from './LeaveDialog.tsx';
import { PeopleList } from './PeopleList.tsx';

type Open = 'invite' | 'about' | 'leave' | 'delete' | null;

/** An event as those see it who are at it: who is here now, what is said, who came. */
export function AttendedEvent(props: { event: EventDetail; today: string; onLeft: () => void }) {
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = createSignal<Open>(null);
  const people = createPeople(
    () => props.event.id,
    () => props.event.attending,
  );
  const writing = createWritingRoom();
  const tab = () => (search.tab === 'people' ? 'people' : 'chat');
  const setTab = (value: string) => setSearch({ tab: value === 'people' ? value : null }, { replace: true });
  const close = () => setOpen(null);

  const menu = (): MenuItem[] => [
    { label: 'About this event', icon: Info, onSelect: () => setOpen('about') },
    ...(props.event.isOrganiser ? organising() : [leaving]),
  ];
  const organising = (): MenuItem[] => [
    { label: 'Edit event', icon: Pencil, onSelect: () => navigate(`/events/new?event=${props.event.id}`) },
    { label: 'Delete event', icon: Trash, isDanger: true, startsGroup: true, onSelect: () => setOpen('delete') },
  ];
  const leaving: MenuItem = {
    label: 'Leave event',
    icon: LogOut,
    isDanger: true,
    startsGroup: true,
    onSelect: () => setOpen('leave'),
  };

  return (
    <div class="flex fill-window flex-col">
      <PageHeader
        title={props.event.name}
        detail={`${daysText(props.event, props.today)} · ${props.event.location}`}
        backHref="/events"
        backLabel="Back to events"
        actions={
          <>
            <IconButton icon={QrCode} label="Invite people" onClick={() => setOpen('invite')} />
            <Menu label="More about this event" items={menu()} />
          </>
        }
      />
      <Show when={!writing.isTight()}>
        <HereNow page={dataOf(people)?.pages[0]} isMissing={people.isError} onShow={() => setTab('people')} />
      </Show>
      <Tabs
        label="Parts of this event"
        value={tab()}
        onChange={setTab}
        class="flex min-h-0 flex-1 flex-col [&>[role=tablist]]:page-width [&>[role=tablist]]:shrink-0"
        panelClass="min-h-0 flex-1 overflow-y-auto"
        tabs={[
          {
            value: 'chat',
            label: 'Chat',
            content: () => (
              <div ref={writing.watch} class={cx('h-full', writing.isTight() && 'pb-(--safe-bottom)')}>
                <Show when={props.event.conversationId} fallback={<ChatWaiting />} keyed>
                  {(id) => <Thread conversationId={id} placeholder="Write to everyone here" />}
                </Show>
              </div>
            ),
          },
          { value: 'people', label: 'People', content: () => <PeopleList eventId={props.event.id} people={people} /> },
        ]}
      />
      <InviteSheet event={props.event} isOpen={open() === 'invite'} onClose={close} />
      <AboutSheet event={props.event} today={props.today} isOpen={open() === 'about'} onClose={close} />
      <DeleteDialog event={props.event} isOpen={open() === 'delete'} onClose={close} onGone={props.onLeft} />
      <LeaveDialog event={props.event} isOpen={open() === 'leave'} onClose={close} onLeft={props.onLeft} />
    </div>
  );
}

function ChatWaiting() {
  return (
    <div class="page-width pt-4">
      <SkeletonRows label="The chat is on its way" />
    </div>
  );
}
