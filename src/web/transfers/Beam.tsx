import { createMemo, createSignal, createUniqueId, onCleanup, onMount, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Avatar } from '../ui/Avatar.tsx';
import { cx } from '../ui/cx.ts';
import { type Icon, iconStroke } from '../ui/icon.ts';
import { BeamLight } from './BeamLight.tsx';
import { BeamSeal } from './BeamSeal.tsx';
import { doneOf, percentOf, slotCountFor, slotsOf } from './beamGeometry.ts';

export type BeamState = 'idle' | 'waiting' | 'connecting' | 'moving' | 'paused' | 'reconnecting' | 'verified' | 'ended';

export interface BeamEnd {
  /** As the viewer calls them: "You" for themselves. */
  name: string;
  /** Whose face it is, where `name` does not say. */
  face?: string | undefined;
  avatarUrl?: string | null;
  /** Stands there instead of a face: no person, but a place. */
  icon?: Icon;
}

export interface BeamProps {
  left: BeamEnd;
  right: BeamEnd;
  /** Where the light goes. */
  direction: 'right' | 'left';
  /** How much of each bucket is durable at the receiver, 0 to 1, in the order of the blocks; at most 200. */
  buckets: readonly number[];
  /** Buckets with a block that is asked for again. */
  flickering?: readonly number[];
  /** From this bucket on, blocks came through the relay, from the back. */
  relayFrom?: number;
  state: BeamState;
  /** In words: "direct, 18 MB/s, 2 min left". */
  label: string;
  /** By bytes, 0 to 1, where it is known better than from the buckets. */
  done?: number;
  size?: 'large' | 'small';
  /** What being closed means where it is not two people's: "All there". */
  closedWords?: string;
}

const stateWords: Record<BeamState, string> = {
  idle: '',
  waiting: 'Waiting',
  connecting: 'Connecting',
  moving: 'Under way',
  paused: 'Paused',
  reconnecting: 'Reconnecting',
  verified: 'Verified on both sides',
  ended: 'Ended',
};

/**
 * An exchange as light between two people. The lamp is at the sender, the cone falls on the receiver, and each slice of
 * it stands for blocks that are really there. Told by height and shape as well as by brightness.
 */
export function Beam(props: BeamProps) {
  const done = () => (props.state === 'verified' ? 1 : (props.done ?? doneOf(props.buckets)));
  const percent = () => percentOf(done());
  const way = () => {
    const [from, to] = props.direction === 'right' ? [props.left, props.right] : [props.right, props.left];
    return `From ${inSentence(from.name)} to ${inSentence(to.name)}`;
  };
  const semantics = () => ({
    role: 'progressbar' as const,
    'aria-label': way(),
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    'aria-valuenow': percent(),
    'aria-valuetext': [`${percent()} percent`, props.label || stateWords[props.state]].filter(Boolean).join(', '),
  });
  return (
    <Show when={props.size !== 'small'} fallback={<SmallBeam {...props} semantics={semantics()} />}>
      <LargeBeam {...props} semantics={semantics()} percent={percent()} />
    </Show>
  );
}

const inSentence = (name: string): string => (name === 'You' ? 'you' : name);

type Semantics = Record<string, string | number>;

// As drawn below: the gap of the row, and a large picture with its ring.
const gapPx = 10;
const facePx = 72;

function LargeBeam(props: BeamProps & { semantics: Semantics; percent: number }) {
  const isLit = () => props.state !== 'idle' && props.state !== 'ended';
  const receivesLeft = () => props.direction === 'left';
  const isCounted = () =>
    !['idle', 'waiting', 'verified'].includes(props.state) && (props.state !== 'ended' || props.percent > 0);
  return (
    <div class="w-full">
      <div class="flex items-center gap-2.5" {...props.semantics}>
        <End end={props.left} isSender={!receivesLeft()} isSealed={props.state === 'verified'} isLit={isLit()} />
        <Drawn {...props} height={88} fromHalf={8} toHalf={37} perSlicePx={5} reach={gapPx + facePx / 2} />
        <End end={props.right} isSender={receivesLeft()} isSealed={props.state === 'verified'} isLit={isLit()} />
      </div>
      <div class="mt-1 flex justify-between gap-4 text-sm font-medium">
        <span class="max-w-[45%] truncate">{props.left.name}</span>
        <span class="max-w-[45%] truncate text-right">{props.right.name}</span>
      </div>
      <div class="mt-3 flex flex-col items-center text-center" aria-hidden="true">
        <Show when={isCounted()}>
          <p class={cx('figures text-4xl', props.state === 'ended' && 'text-muted')}>
            {props.percent}
            <span class="ml-1 text-xl text-muted">%</span>
          </p>
        </Show>
        <p class={cx('mt-1', props.state === 'verified' ? 'figures text-xl text-light' : 'text-muted')}>
          {props.label}
        </p>
      </div>
      {/* Only what kind of moment it is: the figures change too often to be read out. */}
      <p role="status" class="sr-only">
        {props.state === 'verified' ? (props.closedWords ?? stateWords.verified) : stateWords[props.state]}
      </p>
    </div>
  );
}

/** A person at one end: the sender with the lamp, the receiver in the light. */
function End(props: { end: BeamEnd; isSender: boolean; isSealed: boolean; isLit: boolean }) {
  return (
    <span class="relative z-10 shrink-0">
      <span
        class={cx(
          'grid rounded-full border-2 p-0.5',
          props.isSealed || (props.isSender && props.isLit) ? 'border-light' : 'border-line',
          props.isSealed && !props.isSender && 'beam-landed',
        )}
      >
        <Show
          when={props.end.icon}
          fallback={
            <Avatar name={props.end.face ?? props.end.name} avatarUrl={props.end.avatarUrl} size="lg" isDecorative />
          }
        >
          {(icon) => (
            <span class="grid size-16 place-items-center rounded-full bg-raised text-light">
              <Dynamic component={icon()} size={28} strokeWidth={iconStroke} aria-hidden="true" />
            </span>
          )}
        </Show>
      </span>
      <Show when={props.isSealed}>
        <BeamSeal class="absolute -right-1 -bottom-1 size-8 animate-seal" />
      </Show>
    </span>
  );
}

function SmallBeam(props: BeamProps & { semantics: Semantics }) {
  const labelId = createUniqueId();
  return (
    <div class="w-full min-w-0">
      <div class="flex items-center gap-2" {...props.semantics}>
        <Drawn {...props} height={18} fromHalf={2.5} toHalf={8} perSlicePx={4} reach={0} />
        <Show when={props.state === 'verified'}>
          <BeamSeal class="size-5 shrink-0 animate-seal" />
        </Show>
      </div>
      <p id={labelId} class="mt-0.5 text-xs wrap-anywhere text-muted" aria-hidden="true">
        {props.label}
      </p>
    </div>
  );
}

/** Measures the room between the two, and draws the light into it. */
function Drawn(
  props: BeamProps & { height: number; fromHalf: number; toHalf: number; perSlicePx: number; reach: number },
) {
  const [width, setWidth] = createSignal(0);
  let box!: HTMLDivElement;
  onMount(() => {
    setWidth(box.clientWidth);
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    onCleanup(() => observer.disconnect());
  });
  const slots = createMemo(() => {
    const count = slotCountFor(width(), props.buckets.length, props.perSlicePx);
    return slotsOf(props.buckets, count, props.flickering, props.relayFrom);
  });
  const cone = () => ({
    width: width(),
    fromHalf: props.fromHalf,
    toHalf: props.toHalf,
    middleY: props.height / 2,
  });
  return (
    <div ref={box} class="min-w-0 flex-1" style={{ height: `${props.height}px` }}>
      <Show when={width() > 0}>
        <BeamLight
          cone={cone()}
          height={props.height}
          slots={slots()}
          state={props.state}
          isMirrored={props.direction === 'left'}
          reach={props.reach}
          gap={props.perSlicePx < 5 ? 1 : undefined}
        />
      </Show>
    </div>
  );
}
