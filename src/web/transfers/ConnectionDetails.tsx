import { Show } from 'solid-js';
import { formatBytes, formatSpeed, formatTimeLeft } from '../ui/format.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { Fold } from './Fold.tsx';
import { routeLabel } from './transferWords.ts';

/** How good the connection is, for those who want to know; folded until asked for. */
export function ConnectionDetails(props: { snapshot: SessionSnapshot }) {
  const s = () => props.snapshot;
  const isUp = () => s().route !== null && s().connections > 0;
  return (
    <Fold title={`Connection: ${qualityOf(s())}`}>
      <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 pl-5 [&>dt]:text-muted">
        <dt>Arrived</dt>
        <dd>
          {formatBytes(s().bytesDone)} of {formatBytes(s().bytesTotal)}
        </dd>
        <Show when={s().bytesPerSecond}>{(rate) => <Line name="Speed" value={formatSpeed(rate())} />}</Show>
        <Show when={s().msLeft}>{(ms) => <Line name="Time" value={formatTimeLeft(ms() / 1000)} />}</Show>
        <Show when={routeLabel(s())}>{(way) => <Line name="Way" value={way()} />}</Show>
        <Show when={s().relay.waitingBytes}>
          {(bytes) => <Line name="In the relay" value={formatBytes(bytes())} />}
        </Show>
        <Show when={s().duplicateBytes}>{(bytes) => <Line name="Came twice" value={formatBytes(bytes())} />}</Show>
        <Show when={isUp()}>
          <Line name="Connections" value={String(s().connections)} />
        </Show>
        <Show when={s().roundTripMs !== null && isUp()}>
          <Line name="There and back" value={`${Math.round(s().roundTripMs ?? 0)} ms`} />
        </Show>
        <Show when={s().lostShare !== null && isUp()}>
          <Line name="Lost on the way" value={`${Math.round((s().lostShare ?? 0) * 100)} %`} />
        </Show>
      </dl>
    </Fold>
  );
}

function Line(props: { name: string; value: string }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </>
  );
}

/** By what is lost and the time a message takes there and back: what one feels of a connection besides its speed. */
export function qualityOf({ connections, route, relay, roundTripMs, lostShare, state }: SessionSnapshot): string {
  if (state === 'other_tab') return 'in another tab';
  if (connections === 0 || route === null) return relay.isMoving ? 'by the relay' : 'none right now';
  if (lostShare !== null && lostShare >= 0.1) return 'loses much';
  if (roundTripMs === null) return 'up';
  if (roundTripMs < 60) return 'very good';
  if (roundTripMs < 200) return 'good';
  return roundTripMs < 600 ? 'slow to answer' : 'weak';
}
