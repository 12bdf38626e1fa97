import { Router, type RouteSectionProps, useCurrentMatches, useLocation, useNavigate } from '@solidjs/router';
import { QueryClientProvider } from '@tanstack/solid-query';
import { createEffect, createMemo, ErrorBoundary, Match, onMount, Show, Suspense, Switch } from 'solid-js';
import { loadSession, session } from './accounts/session.ts';
import { keepFresh } from './core/keepFresh.ts';
import { lazyPart } from './core/lazyPart.ts';
import { queryClient } from './core/queryClient.ts';
import { type Audience, routes } from './routes.tsx';
import { Opening } from './shell/Opening.tsx';

const SignedInFrame = lazyPart(() => import('./SignedInFrame.tsx'));
const InsecureOrigin = lazyPart(() => import('./shell/InsecureOrigin.tsx'));
const BrokenPage = lazyPart(() => import('./shell/BrokenPage.tsx'));

/** The whole app: what the browser lacks, who is signed in, and the page for it. */
export function App() {
  return (
    <Show
      when={isSecureContext}
      fallback={
        <Suspense>
          <InsecureOrigin />
        </Suspense>
      }
    >
      <QueryClientProvider client={queryClient}>
        <Router root={Root}>{routes}</Router>
      </QueryClientProvider>
    </Show>
  );
}

function Root(props: RouteSectionProps) {
  onMount(() => void loadSession());
  keepFresh();
  return (
    <ErrorBoundary
      fallback={(error) => (
        <Suspense>
          <BrokenPage error={error} />
        </Suspense>
      )}
    >
      <Suspense fallback={<Opening />}>
        <Gate>{props.children}</Gate>
      </Suspense>
    </ErrorBoundary>
  );
}

/** Shows the page to those it is for, and leads the others where they belong, and back afterwards. */
function Gate(props: Pick<RouteSectionProps, 'children'>) {
  const location = useLocation();
  const navigate = useNavigate();
  const matches = useCurrentMatches();
  const audience = (): Audience => (matches().at(-1)?.route.info?.audience as Audience | undefined) ?? 'everyone';
  const isFor = (who: Audience) => audience() === who;
  const here = () => encodeURIComponent(location.pathname + location.search);
  const next = () => {
    const given = new URLSearchParams(location.search).get('next') ?? '';
    // Only a path of this app: `//elsewhere` would leave it.
    return /^\/(?![/\\])/.test(given) ? given : '/events';
  };
  /** Where someone belongs who must not be here. */
  const elsewhere = createMemo(() => {
    const { state } = session();
    if (state === 'signedIn' && isFor('signedOut')) return next();
    if (state === 'signedOut' && isFor('signedIn')) return `/login?next=${here()}`;
    return null;
  });
  createEffect(() => {
    const to = elsewhere();
    if (to) navigate(to, { replace: true });
  });
  // Until the server has said who we are, pages for anyone may already be shown; a private one may not.
  const isUnknown = () => session().state === 'loading' && isFor('signedIn');
  return (
    <Switch fallback={props.children}>
      <Match when={elsewhere() !== null || isUnknown()}>
        <Opening />
      </Match>
      <Match when={session().state === 'signedIn' && !isFor('bare')}>
        <SignedInFrame>{props.children}</SignedInFrame>
      </Match>
    </Switch>
  );
}
