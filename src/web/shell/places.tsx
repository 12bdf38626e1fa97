import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/cx.ts';
import { type Icon, iconStroke } from '../ui/icon.ts';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { Mark } from './Mark.tsx';

export interface Place {
  icon: Icon;
  label: string;
  href: string;
  /** How many things wait there. */
  count?: number;
  /** Marks it as current for paths below other roots: ['/conversations']. */
  also?: readonly string[];
}

export interface ShellAccount {
  username: string;
  avatarUrl: string | null;
}

interface BarProps {
  places: readonly Place[];
  path: string;
}

const isCurrent = (place: Place, path: string): boolean =>
  [place.href, ...(place.also ?? [])].some((root) => path === root || path.startsWith(`${root}/`));

/** Phones: the four places within reach of the thumb. */
export function BottomBar(props: BarProps) {
  return (
    <nav
      aria-label="Places"
      class="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-ground pb-(--safe-bottom) wide:hidden"
    >
      <ul class="mx-auto flex max-w-140">
        <For each={props.places}>
          {(place) => (
            <li class="flex-1">
              <PlaceLink place={place} path={props.path} />
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}

/** From 960 px: the same places down the left side. */
export function Rail(props: BarProps & { account: ShellAccount }) {
  return (
    <nav
      aria-label="Places"
      class="fixed inset-y-0 left-0 z-20 hidden w-22 flex-col items-center border-r border-line bg-ground py-5 wide:flex"
    >
      <Mark class="size-10" />
      <ul class="mt-8 flex w-full flex-1 flex-col gap-2">
        <For each={props.places}>
          {(place) => (
            <li>
              <PlaceLink place={place} path={props.path} />
            </li>
          )}
        </For>
      </ul>
      <Avatar name={props.account.username} avatarUrl={props.account.avatarUrl} size="sm" />
    </nav>
  );
}

/** The current place stands in the light: a lamp above it, its name in full. */
function PlaceLink(props: { place: Place; path: string }) {
  const current = () => isCurrent(props.place, props.path);
  return (
    <a
      href={props.place.href}
      aria-current={current() ? 'page' : undefined}
      class={cx(
        'press relative isolate flex h-16 flex-col items-center justify-center gap-0.5 text-[min(var(--text-xs),3.75vw)] no-underline -outline-offset-4',
        current() ? 'font-semibold text-light' : 'font-medium text-muted hover:text-text',
      )}
    >
      <Show when={current()}>
        <span class="lamp" aria-hidden="true" />
      </Show>
      <span class="relative">
        <Dynamic component={props.place.icon} size={24} strokeWidth={current() ? 2 : iconStroke} aria-hidden="true" />
        <Show when={props.place.count}>
          {(count) => (
            <span class="absolute -top-2 left-3.5" aria-hidden="true">
              <Badge count={count()} class="min-h-5! min-w-5! px-1! text-[min(var(--text-xs),3.75vw)]!" />
            </span>
          )}
        </Show>
      </span>
      {props.place.label}
      <Show when={props.place.count}>{(count) => <VisuallyHidden>, {count()} new</VisuallyHidden>}</Show>
    </a>
  );
}
