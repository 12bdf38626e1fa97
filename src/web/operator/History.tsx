import { createSignal, Show, Switch, Match as When } from 'solid-js';
import type { CounterFigure, GaugeFigure } from '../../shared/operator/figures.ts';
import type { Series, SpanHours } from '../../shared/operator/operator.ts';
import { dataOf } from '../core/dataOf.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { formatSpeed } from '../ui/format.ts';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { createSeries } from './operatorQueries.ts';
import { Plot } from './Plot.tsx';
import type { Line } from './plotGeometry.ts';

const options = [
  { value: '1', label: '1 h' },
  { value: '6', label: '6 h' },
  { value: '24', label: '24 h' },
  { value: '48', label: '2 days' },
] as const;

/** The figures of all processes over the last hours. */
export function History() {
  const [span, setSpan] = createSignal<(typeof options)[number]['value']>('1');
  const query = createSeries(() => Number(span()) as SpanHours);
  return (
    <div class="flex flex-col gap-5">
      <div>
        <SegmentedControl label="Span" options={options} value={span()} onChange={setSpan} />
      </div>
      <Switch>
        <When when={dataOf(query)}>{(series) => <Plots series={series()} />}</When>
        <When when={query.isError}>
          <QueryNotLoaded query={query} />
        </When>
        <When when={true}>
          <SkeletonRows count={3} label="Loading the plots" />
        </When>
      </Switch>
    </div>
  );
}

const whole = (value: number) => Math.round(value).toLocaleString('en');

function Plots(props: { series: Series }) {
  const stands = (label: string, figure: GaugeFigure): Line => ({ label, values: props.series.gauges[figure] ?? [] });
  const grew = (label: string, figure: CounterFigure, perSecond = false): Line => {
    const seconds = perSecond ? props.series.stepMs / 1000 : 1;
    const values = props.series.counters[figure] ?? [];
    // The last step still grows: it would look like a fall.
    const whole = values.map((value, index) =>
      value === null || index === values.length - 1 ? null : value / seconds,
    );
    return { label, values: whole };
  };
  const minutes = () => props.series.stepMs / 60_000;
  const each = (what: string) => `${what} each ${minutes() === 1 ? 'minute' : `${minutes()} minutes`}`;
  const hasPool = () => (props.series.gauges.poolLimit ?? []).some((value) => (value ?? 0) > 0);
  return (
    <div class="grid gap-x-10 gap-y-6 wide:grid-cols-2">
      <Plot
        title="Who is here"
        at={props.series.at}
        write={whole}
        lines={[stands('people', 'people'), stands('visitors of links', 'visitors')]}
      />
      <Plot
        title="What came, per second"
        at={props.series.at}
        write={formatSpeed}
        lines={[
          grew('direct', 'bytesDirect', true),
          grew('TURN', 'bytesTurn', true),
          grew('relay', 'bytesRelay', true),
        ]}
      />
      <Plot
        title={each('Ways to each other,')}
        at={props.series.at}
        write={whole}
        lines={[grew('direct', 'connectedDirect'), grew('TURN', 'connectedTurn'), grew('none', 'notConnected')]}
      />
      <Plot title={each('Messages,')} at={props.series.at} write={whole} lines={[grew('messages', 'messages')]} />
      <Plot
        title="Lateness of the busiest process"
        at={props.series.at}
        write={(value) => `${whole(value)} ms`}
        lines={[stands('99th percentile', 'loopDelayMs')]}
      />
      <Show when={hasPool()}>
        <Plot
          title="Connections to the database"
          at={props.series.at}
          write={whole}
          lines={[stands('busy', 'poolBusy'), stands('waiting for one', 'poolWaiting')]}
        />
      </Show>
      <Plot
        title={each('Trouble,')}
        at={props.series.at}
        write={whole}
        lines={[grew('errors in the log', 'failures'), grew('slow queries', 'slowQueries')]}
      />
    </div>
  );
}
