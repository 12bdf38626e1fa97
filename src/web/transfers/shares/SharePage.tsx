import { useLocation, useParams } from '@solidjs/router';
import {
  createMemo,
  createSignal,
  ErrorBoundary,
  onCleanup,
  onMount,
  Show,
  Suspense,
  Switch,
  Match as When,
} from 'solid-js';
import { lazyPart } from '../../core/lazyPart.ts';
import { loadAnew } from '../../core/missingPart.ts';
import { Mark } from '../../shell/Mark.tsx';
import { createArrivalFocus, createStepFocus } from '../../shell/routeFocus.ts';
import { createTitle } from '../../shell/title.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { toaster } from '../../ui/toaster.ts';
import { kindOf } from './shareTexts.ts';
import { createVisit } from './visit.ts';
import { isFailed, type VisitState } from './visitState.ts';

// Each while the server is asked what there is: the first thing on the screen waits for none of them.
const views = {
  locked: lazyPart(() => import('./LockedVisit.tsx')),
  ready: lazyPart(() => import('./ReadyVisit.tsx')),
  downloading: lazyPart(() => import('./DownloadingVisit.tsx')),
  done: lazyPart(() => import('./DoneVisit.tsx')),
};
const FailedVisit = lazyPart(() => import('./FailedVisit.tsx'));

const Toasts = lazyPart(() => import('../../ui/Toasts.tsx').then(({ Toasts }) => ({ default: Toasts })));

const LOOK_AGAIN_MS = 60_000;
const SLOW_MS = 4000;
const LOAD_ANEW_MS = 5000;

/** Behind a share link: what it is, from whom, until when, and one lit action. No account, no frame around it. */
export default function SharePage() {
  const params = useParams<{ code: string }>();
  const location = useLocation();
  return (
    <Show when={`${params.code} ${location.hash}`} keyed>
      <Page code={params.code} fragment={location.hash} />
    </Show>
  );
}

function Page(props: { code: string; fragment: string }) {
  const visit = createVisit({
    code: props.code,
    fragment: props.fragment,
    bringView: (state) => views[state].preload(),
  });
  const state = visit.state;
  let main: HTMLElement | undefined;
  createArrivalFocus(() => main?.querySelector('h1') ?? undefined);
  createStepFocus(
    () => main,
    () => state().state,
  );
  createTitle(() => titleOf(state()));
  onMount(() => {
    void visit.look();
    // When the network fails, the words for it are here.
    for (const view of [views.ready, FailedVisit]) view.preload().catch(() => {});
  });
  const lookAgain = () => document.visibilityState === 'visible' && void visit.lookAgain();
  const timer = setInterval(lookAgain, LOOK_AGAIN_MS);
  document.addEventListener('visibilitychange', lookAgain);
  addEventListener('online', lookAgain);
  onCleanup(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookAgain);
    removeEventListener('online', lookAgain);
  });
  const in_ = <S extends VisitState['state']>(name: S) =>
    createMemo(() => {
      const now = state();
      return now.state === name ? (now as Extract<VisitState, { state: S }>) : undefined;
    });
  const [locked, ready, downloading] = [in_('locked'), in_('ready'), in_('downloading')];
  const done = in_('done');
  const failed = createMemo(() => {
    const now = state();
    return isFailed(now) ? now : undefined;
  });
  const hasStage = () => ['locked', 'ready', 'downloading', 'done'].includes(state().state);

  return (
    <div class="pool flex min-h-dvh flex-col">
      <main
        ref={main}
        class="page-width flex flex-1 flex-col pt-[max(1.5rem,var(--safe-top))] pb-8"
        classList={{ 'justify-center': !hasStage() }}
      >
        <Suspense fallback={<Looking />}>
          <Switch fallback={<Looking />}>
            <When when={locked()}>{(now) => <views.locked visit={visit} now={now()} />}</When>
            <When when={ready()}>{(now) => <views.ready visit={visit} now={now()} />}</When>
            <When when={downloading()}>{(now) => <views.downloading visit={visit} now={now()} />}</When>
            <When when={done()}>{(now) => <views.done visit={visit} now={now()} />}</When>
            <When when={failed()}>
              {(now) => (
                <ErrorBoundary fallback={() => <Wordless />}>
                  <FailedVisit now={now()} onRetry={() => void visit.look()} />
                </ErrorBoundary>
              )}
            </When>
          </Switch>
        </Suspense>
      </main>
      <footer class="page-width pb-[max(1.25rem,var(--safe-bottom))] text-center text-sm text-muted">
        <a
          href="/"
          class="inline-flex min-h-11 items-center gap-2 rounded-control px-3 text-muted no-underline hover:text-text"
        >
          <Mark class="size-5" />
          <Show when={state().state === 'done'} fallback="Sent with Spotlight">
            What is Spotlight?
          </Show>
        </a>
      </footer>
      <Suspense>
        <Toasts toaster={toaster} />
      </Suspense>
    </div>
  );
}

function Looking() {
  const [isSlow, setSlow] = createSignal(false);
  const timer = setTimeout(() => setSlow(true), SLOW_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <div class="grid flex-1 place-content-center justify-items-center gap-2 text-center text-muted" role="status">
      <h1 class="sr-only">A share link</h1>
      <p class="flex items-center gap-3">
        <Spinner /> Opening the link
      </p>
      <Show when={isSlow()}>
        <p>This takes longer than usual. We keep trying.</p>
      </Show>
    </div>
  );
}

/** Not even the words for what is the matter did arrive: only a page that is loaded anew has them. */
function Wordless() {
  let isShown = true;
  const load = () => void loadAnew(() => isShown);
  load();
  const timer = setInterval(load, LOAD_ANEW_MS);
  onCleanup(() => {
    isShown = false;
    clearInterval(timer);
  });
  return <Looking />;
}

function titleOf(now: VisitState): string {
  if ('manifest' in now)
    return `${kindOf(now.manifest.files)} from ${now.from.username}`.replace(/^./, (c) => c.toUpperCase());
  return now.state === 'locked' ? `Something from ${now.from.username}` : 'A share link';
}
