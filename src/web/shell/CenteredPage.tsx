import type { JSX } from 'solid-js';
import { Toasts } from '../ui/Toasts.tsx';
import { toaster } from '../ui/toaster.ts';
import { Mark } from './Mark.tsx';
import { createTitle } from './title.ts';

/** A page without the frame: log in, register, a share link. One thing in the pool of light. */
export function CenteredPage(props: {
  title: string;
  /** Under the heading. */
  lead?: JSX.Element;
  children: JSX.Element;
  /** Below everything: the other way to go. */
  footer?: JSX.Element;
}) {
  createTitle(() => props.title);
  return (
    <div class="pool flex min-h-dvh flex-col">
      <header class="page-width pt-[max(1.25rem,var(--safe-top))]">
        <a
          href="/"
          class="inline-flex min-h-11 items-center gap-2.5 rounded-control pr-3 font-display text-lg font-semibold text-text no-underline"
        >
          <Mark class="size-8" /> Spotlight
        </a>
      </header>
      <main class="mx-auto flex w-full max-w-104 flex-1 flex-col justify-center px-4 py-10">
        <h1 class="text-4xl">{props.title}</h1>
        <div class="mt-3 text-muted empty:hidden">{props.lead}</div>
        <div class="mt-7">{props.children}</div>
        <div class="mt-8 text-muted empty:hidden">{props.footer}</div>
      </main>
      <div class="pb-[max(1rem,var(--safe-bottom))]" />
      <Toasts toaster={toaster} />
    </div>
  );
}
