import { createEffect, createSignal, on, Show } from 'solid-js';
import { cx } from './cx.ts';
import { gelOf, initialsOf } from './names.ts';
import { notePictureMissing, pictureTries } from './pictures.ts';

export type AvatarSize = 'xs' | 'sm' | 'md' | 'lg' | 'xl';

export interface AvatarProps {
  name: string;
  avatarUrl?: string | null;
  size?: AvatarSize;
  /** Draws a mark: filled when here, hollow when away. */
  presence?: 'here' | 'away';
  /** The name stands beside it already, so screen readers pass it by. Presence is then yours to say, too. */
  isDecorative?: boolean;
  class?: string;
}

/** The initials belong to the picture: they grow with it, not with the text beside it. */
const sizes: Record<AvatarSize, string> = {
  xs: 'size-7 text-[calc(var(--spacing)*3.25)] tracking-tighter',
  sm: 'size-9 text-[calc(var(--spacing)*3.65)]',
  md: 'size-11 text-[calc(var(--spacing)*4)]',
  lg: 'size-16 text-[calc(var(--spacing)*5.76)]',
  xl: 'size-24 text-[calc(var(--spacing)*8.3)]',
};

/** A person's face: their picture, or their initials on the colour of their name. */
export function Avatar(props: AvatarProps) {
  const [isBroken, setBroken] = createSignal(false);
  createEffect(on([() => props.avatarUrl, pictureTries], () => setBroken(false)));
  function missing(askedIn: number) {
    setBroken(true);
    // Asked for before pictures were to be tried again: it is tried, too.
    if (askedIn === pictureTries()) notePictureMissing();
    else setBroken(false);
  }
  const words = () => {
    const presence = props.presence && (props.presence === 'here' ? ', here now' : ', not here now');
    return `${props.name}${presence ?? ''}`;
  };
  const semantics = () =>
    props.isDecorative ? ({ 'aria-hidden': 'true' } as const) : ({ role: 'img', 'aria-label': words() } as const);

  return (
    <span
      class={cx('relative inline-grid shrink-0 rounded-full align-middle', sizes[props.size ?? 'md'], props.class)}
      {...semantics()}
    >
      <Show when={!isBroken() && props.avatarUrl} fallback={<Initials name={props.name} />}>
        {(url) => {
          const askedIn = pictureTries();
          return (
            <img
              src={url()}
              alt=""
              class="size-full rounded-full bg-raised object-cover"
              decoding="async"
              loading="lazy"
              width={96}
              height={96}
              draggable={false}
              onError={() => missing(askedIn)}
            />
          );
        }}
      </Show>
      <Show when={props.presence}>
        {(presence) => <PresenceMark isHere={presence() === 'here'} size={props.size} />}
      </Show>
    </span>
  );
}

function Initials(props: { name: string }) {
  return (
    <span
      aria-hidden="true"
      style={gelOf(props.name)}
      class="grid size-full place-items-center rounded-full border border-transparent pb-[0.06em] font-display leading-none font-semibold"
    >
      {initialsOf(props.name)}
    </span>
  );
}

/** Told by shape: a full disc or an empty ring, cut out of the face. */
function PresenceMark(props: { isHere: boolean; size: AvatarSize | undefined }) {
  const box = () =>
    props.size === 'xs' || props.size === 'sm' ? 'size-3' : props.size === 'xl' ? 'size-5' : 'size-3.5';
  return (
    <svg viewBox="0 0 14 14" class={cx('absolute -right-0.5 -bottom-0.5 text-ground', box())} aria-hidden="true">
      <circle cx="7" cy="7" r="7" fill="currentColor" />
      <Show
        when={props.isHere}
        fallback={<circle cx="7" cy="7" r="3.6" fill="none" class="stroke-muted" stroke-width="2" />}
      >
        <circle cx="7" cy="7" r="4.6" class="fill-ok" />
      </Show>
    </svg>
  );
}
