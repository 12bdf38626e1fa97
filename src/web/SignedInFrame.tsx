import { useLocation } from '@solidjs/router';
import ArrowLeftRight from 'lucide-solid/icons/arrow-left-right';
import CalendarDays from 'lucide-solid/icons/calendar-days';
import CircleUserRound from 'lucide-solid/icons/circle-user-round';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import { type JSX, onCleanup, onMount, Suspense } from 'solid-js';
import { lookAfterPictures } from './accounts/pictures.ts';
import { account } from './accounts/session.ts';
import { waitingCount } from './conversations/chatOutbox.ts';
import { createUnreadCount } from './conversations/conversationList.ts';
import { keepQueries } from './core/keptQueries.ts';
import { lazyPart } from './core/lazyPart.ts';
import { isOnline } from './core/online.ts';
import { openSocket, socketState } from './core/socket.ts';
import { createWaitingCount } from './matches/waitingCount.ts';
import type { Place } from './shell/places.tsx';
import { Shell } from './shell/Shell.tsx';

const TransfersHost = lazyPart(() => import('./transfers/TransfersHost.tsx'));
const MatchRequests = lazyPart(() => import('./matches/MatchRequests.tsx'));
const RatingNews = lazyPart(() => import('./trust/RatingNews.tsx'));

/** What surrounds every page of someone signed in, and what goes on whatever page is open. */
export default function SignedInFrame(props: { children?: JSX.Element }) {
  onMount(() => {
    void openSocket();
    // Without storage (a private window) the app works; it only opens nothing offline.
    keepQueries().catch(() => {});
  });
  onCleanup(lookAfterPictures());
  const unreadCount = createUnreadCount();
  const location = useLocation();
  const askedCount = createWaitingCount();
  // Counts change while files move; the places themselves stay, and with them whoever stands on one by keyboard.
  const places: readonly Place[] = [
    { icon: CalendarDays, label: 'Events', href: '/events' },
    {
      icon: MessagesSquare,
      label: 'Chats',
      href: '/chats',
      get count() {
        return unreadCount();
      },
    },
    {
      icon: ArrowLeftRight,
      label: 'Exchanges',
      href: '/exchanges',
      get count() {
        return askedCount();
      },
    },
    { icon: CircleUserRound, label: 'Me', href: '/me' },
  ];
  return (
    <Shell
      places={places}
      account={{ username: account()?.username ?? '', avatarUrl: account()?.avatarUrl ?? null }}
      online={isOnline()}
      reconnecting={socketState() === 'connecting'}
      waitingCount={waitingCount()}
      // A chat has its own way back, and its composer belongs to the thumb.
      hidesBar={location.pathname.startsWith('/chats/')}
    >
      {props.children}
      <Suspense>
        <TransfersHost />
        <MatchRequests />
        <RatingNews />
      </Suspense>
    </Shell>
  );
}
