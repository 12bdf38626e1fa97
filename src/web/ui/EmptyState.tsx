import { type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Icon } from './icon.ts';

/** A place with nothing in it yet: what it is for, and the one thing to do. An empty stage with its light already on. */
export function EmptyState(props: { icon: Icon; title: string; children?: JSX.Element; action?: JSX.Element }) {
  return (
    <div class="mx-auto flex max-w-80 flex-col items-center px-4 py-10 text-center [@container_(max-height:23rem)]:py-4">
      <EmptyStage icon={props.icon} />
      <h2 class="mt-5">{props.title}</h2>
      <Show when={props.children}>{(children) => <div class="mt-2 text-muted">{children()}</div>}</Show>
      <Show when={props.action}>{(action) => <div class="mt-6">{action()}</div>}</Show>
    </div>
  );
}

/** The stage alone: a lamp, its light, and what would stand in it. */
export function EmptyStage(props: { icon: Icon }) {
  return (
    // Where its place says that it is low, the words come first.
    <div class="relative h-36 w-48 [@container_(max-height:23rem)]:hidden" aria-hidden="true">
      <svg viewBox="0 0 192 144" class="absolute inset-0 size-full" aria-hidden="true">
        <path d="M89 0h14l53 122H36z" class="fill-lit" opacity="0.1" />
        <path d="M92 0h8l36 122H56z" class="fill-lit" opacity="0.1" />
        <ellipse cx="96" cy="122" rx="60" ry="14" class="fill-lit" opacity="0.26" />
        <ellipse cx="96" cy="122" rx="40" ry="9" class="fill-lit" opacity="0.4" />
        <rect x="86" y="0" width="20" height="5" rx="2.5" class="fill-edge" />
      </svg>
      <Dynamic
        component={props.icon}
        size={44}
        strokeWidth={1.5}
        class="absolute bottom-6 left-1/2 -translate-x-1/2 text-light"
      />
    </div>
  );
}
