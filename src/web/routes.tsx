import type { RouteDefinition } from '@solidjs/router';
import { lazyPart } from './core/lazyPart.ts';

/** Who a page is for: everyone, only those not signed in, or only those who are; `bare`: everyone, never in the frame. */
export type Audience = 'everyone' | 'signedOut' | 'signedIn' | 'bare';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const page = (path: string, audience: Audience, load: () => Promise<{ default: () => unknown }>): RouteDefinition => ({
  path,
  component: lazyPart(load as never),
  // An address with an id that cannot be one leads nowhere; asking the server about it would blame a form.
  matchFilters: Object.fromEntries([...path.matchAll(/:(\w*[iI]d)\b/g)].map(([, name]) => [name, uuid])),
  info: { audience },
});

/** Every page, each loaded when it is first opened. */
export const routes: RouteDefinition[] = [
  page('/', 'signedOut', () => import('./shell/WelcomeScreen.tsx')),
  page('/login', 'signedOut', () => import('./accounts/LoginScreen.tsx')),
  page('/forgot', 'signedOut', () => import('./accounts/ForgotScreen.tsx')),
  // Whether someone is signed in is often learned only while it is open: its form must not be drawn anew then.
  page('/reset', 'bare', () => import('./accounts/ResetScreen.tsx')),
  page('/register', 'signedOut', () => import('./accounts/RegisterScreen.tsx')),
  page('/join/:code', 'everyone', () => import('./events/JoinScreen.tsx')),
  page('/s/:code', 'bare', () => import('./transfers/shares/SharePage.tsx')),
  page('/events', 'signedIn', () => import('./events/EventsScreen.tsx')),
  page('/events/new', 'signedIn', () => import('./events/NewEventScreen.tsx')),
  page('/events/:id', 'signedIn', () => import('./events/EventScreen.tsx')),
  page('/chats', 'signedIn', () => import('./conversations/ChatsScreen.tsx')),
  page('/chats/:id', 'signedIn', () => import('./conversations/ChatScreen.tsx')),
  page('/exchanges', 'signedIn', () => import('./matches/ExchangesScreen.tsx')),
  page('/exchanges/links', 'signedIn', () => import('./transfers/shares/LinksScreen.tsx')),
  page('/exchanges/:matchId', 'signedIn', () => import('./transfers/ExchangeScreen.tsx')),
  page('/exchanges/:matchId/rate', 'signedIn', () => import('./trust/RateScreen.tsx')),
  page('/me', 'signedIn', () => import('./accounts/MeScreen.tsx')),
  page('/operator', 'signedIn', () => import('./operator/OperatorScreen.tsx')),
  page('*', 'everyone', () => import('./shell/NotFoundScreen.tsx')),
];
