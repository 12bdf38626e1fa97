import { createMemo, createUniqueId, For, Show } from 'solid-js';
import type { BeamState } from './Beam.tsx';
import { type Cone, closedPath, frontOf, type Slot, shareOf, slicePath } from './beamGeometry.ts';

export interface BeamLightProps {
  cone: Cone;
  height: number;
  slots: readonly Slot[];
  state: BeamState;
  /** The sender stands at the right: everything is mirrored. */
  isMirrored: boolean;
  gap?: number;
  /** How far from the mouth the middle of the receiver's picture is, where one stands there. */
  reach: number;
}

const coreShare = 0.42;
/** Closed, the core runs on to the picture that it falls on. */
const meetPx = 11;

/** The light itself: the unlit cone, its ticks, and a slice for what has come. */
export function BeamLight(props: BeamLightProps) {
  const fade = createUniqueId();
  const isClosed = () => props.state === 'verified';
  const isDim = () => props.state === 'reconnecting' || props.state === 'paused';
  const lit = createMemo(() => props.slots.filter((slot) => slot.done > 0 && !slot.isAskedAgain));
  const paths = (slots: readonly Slot[], of: (slot: Slot) => string) => slots.map(of).join('');
  const body = () =>
    isClosed()
      ? closedPath(props.cone, props.reach)
      : paths(lit(), (slot) => slicePath(props.cone, slot, shareOf(slot.done), props.gap));
  const core = () =>
    isClosed()
      ? slicePath(props.cone, { start: 0, end: 1 + (props.reach ? meetPx / props.cone.width : 0) }, coreShare, 0)
      : paths(
          lit().filter((slot) => slot.done === 1),
          (slot) => corePath(props.cone, slot, props.gap),
        );
  const front = createMemo(() => frontOf(props.slots));

  return (
    <svg
      viewBox={`0 0 ${props.cone.width} ${props.height}`}
      width={props.cone.width}
      height={props.height}
      class="block overflow-visible"
      aria-hidden="true"
    >
      <defs>
        {/* Light thins out with the way it goes. */}
        <linearGradient id={fade} gradientUnits="userSpaceOnUse" x1="0" x2={props.cone.width} y1="0" y2="0">
          <stop offset="0" class="beam-near" />
          <stop offset="1" class="beam-far" />
        </linearGradient>
      </defs>
      <g transform={props.isMirrored ? `translate(${props.cone.width} 0) scale(-1 1)` : undefined}>
        <UnlitCone {...props} />
        <Lamp cone={props.cone} isOn={props.state !== 'idle' && props.state !== 'ended'} />
        <Show when={props.state !== 'ended'} fallback={<path d={body()} class="fill-none stroke-muted" />}>
          <Show when={front() > 0 || isClosed()}>
            <path
              d={
                isClosed()
                  ? closedPath(props.cone, props.reach)
                  : slicePath(props.cone, { start: 0, end: front() }, 1.1, 0)
              }
              class="beam-haze"
              opacity={isDim() ? 0.12 : isClosed() ? 0.55 : 0.34}
            />
          </Show>
          <g class="beam-slices" opacity={isDim() ? 0.55 : 1}>
            <path d={body()} fill={`url(#${fade})`} class={isClosed() ? 'beam-outline' : undefined} />
            <path d={core()} class={isClosed() ? 'beam-core-closed' : 'beam-core'} fill-rule="evenodd" />
          </g>
          <For each={props.slots.filter((slot) => slot.isAskedAgain)}>
            {(slot) => (
              <path d={slicePath(props.cone, slot, 1, props.gap)} class="beam-flicker fill-none stroke-light" />
            )}
          </For>
          <Front state={props.state} cone={props.cone} at={front()} />
        </Show>
      </g>
    </svg>
  );
}

/** The lamp at the sender: it says which way the light goes before any of it does. */
function Lamp(props: { cone: Cone; isOn: boolean }) {
  const half = () => props.cone.fromHalf + 1.5;
  return (
    <rect
      x={-5}
      y={props.cone.middleY - half()}
      width={3.5}
      height={half() * 2}
      rx={1.75}
      class={props.isOn ? 'fill-light' : 'fill-edge'}
    />
  );
}

/** What came through the relay has a split core, so that the two lights can be told apart where they meet. */
function corePath(cone: Cone, slot: Slot, gap?: number): string {
  const core = slicePath(cone, slot, coreShare, gap);
  // Drawn again inside itself and cut out by the even-odd rule.
  return slot.isByRelay ? core + slicePath(cone, slot, coreShare * 0.5, gap) : core;
}

/** Where the light will fall: two hairlines and a row of ticks. */
function UnlitCone(props: BeamLightProps) {
  const edge = (side: 1 | -1) => {
    const { width, fromHalf, toHalf, middleY } = props.cone;
    return `M0 ${middleY + side * fromHalf}L${width} ${middleY + side * toHalf}`;
  };
  const ticks = () =>
    props.slots
      .filter((slot) => slot.done === 0 && !slot.isAskedAgain)
      .map((slot) => {
        const x = ((slot.start + slot.end) / 2) * props.cone.width;
        return `M${x} ${props.cone.middleY - 1.5}v3`;
      })
      .join('');
  return (
    <Show when={props.state !== 'verified'}>
      <path d={edge(1) + edge(-1)} class="fill-none stroke-line" />
      <path d={ticks()} class="fill-none stroke-edge" stroke-width="1.6" />
    </Show>
  );
}

/** What happens at the edge of the light: it gropes, waits or stands. */
function Front(props: { state: BeamState; cone: Cone; at: number }) {
  const x = () => props.at * props.cone.width;
  const y = () => props.cone.middleY;
  return (
    <>
      <Show when={props.state === 'connecting' || props.state === 'reconnecting'}>
        <path
          d={`M${x() + 3} ${y()}H${props.cone.width}`}
          class="animate-breathe fill-none stroke-light"
          stroke-width="2"
          stroke-dasharray="7 5"
        />
      </Show>
      <Show when={props.state === 'paused'}>
        <path
          d={`M${x() + 8} ${y() - 8}v16M${x() + 15} ${y() - 8}v16`}
          class="fill-none stroke-text"
          stroke-width="3.5"
          stroke-linecap="round"
        />
      </Show>
      <Show when={props.state === 'moving' && props.at > 0 && props.at < 1}>
        <path
          d={slicePath(props.cone, { start: props.at, end: props.at }, 1.02, -2)}
          class="animate-breathe fill-lit"
        />
      </Show>
    </>
  );
}
