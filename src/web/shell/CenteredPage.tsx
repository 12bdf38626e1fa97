import { type JSX, Show, Suspense } from 'solid-js';
import { lazyPart } from '../core/lazyPart.ts';
import { toaster } from '../ui/toaster.ts';
import { isInFrame } from './frame.ts';
import { Mark } from './Mark.tsx';
import { createArrivalFocus } from './routeFocus.ts';
import { createTitle } from './title.ts';

const Toasts = lazyPart(async () => ({ default: (await import('../ui/Toasts.tsx')).Toasts }));

export interface CenteredPageProps {
  title: string;
  /** Under the heading. */
  lead?: JSX.Element;
  children: JSX.Element;
  /** Below everything: the other way to go. */
  footer?: JSX.Element;
}

/** One thing in the pool of light: log in, register, an invitation, a share link. Inside the frame it is only the page. */
export function CenteredPage(props: CenteredPageProps) {
  createTitle(() => props.title);
  const inFrame = isInFrame();
  let heading: HTMLHeadingElement | undefined;
  if (!inFrame) createArrivalFocus(() => heading);
  return (
    <Show when={!inFrame} fallback={<Middle {...props} />}>
      <div class="pool flex min-h-dvh flex-col">
        <header class="page-width pt-[max(1.25rem,var(--safe-top))]">
          <a
            href="/"
            class="inline-flex min-h-11 items-center gap-2.5 rounded-control pr-3 font-display text-lg font-semibold text-text no-underline"
          >
            <Mark class="size-8" /> Spotlight
          </a>
        </header>
        <main class="flex flex-1 flex-col justify-center pb-[max(1rem,var(--safe-bottom))]">
          <Middle {...props} headingRef={(element) => (heading = element)} />
        </main>
        <Suspense>
          <Toasts toaster={toaster} />
        </Suspense>
      </div>
    </Show>
  );
}

function Middle(props: CenteredPageProps & { headingRef?: (element: HTMLHeadingElement) => void }) {
  return (
    <div class="mx-auto w-full max-w-104 px-4 py-10">
      <h1 ref={props.headingRef} class="text-4xl">
        {props.title}
      </h1>
      <div class="mt-3 text-muted empty:hidden">{props.lead}</div>
      <div class="mt-7">{props.children}</div>
      <div class="mt-8 text-muted empty:hidden">{props.footer}</div>
    </div>
  );
}
