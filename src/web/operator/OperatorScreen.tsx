import { createEffect, createSignal, For, on, onCleanup, Show, Switch, Match as When } from 'solid-js';
import type { NodeNow, Overview } from '../../shared/operator/operator.ts';
import { toAppError } from '../core/appError.ts';
import { dataOf } from '../core/dataOf.ts';
import { textOf } from '../core/errorText.ts';
import NotFoundScreen from '../shell/NotFoundScreen.tsx';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { Badge } from '../ui/Badge.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { momentText } from '../ui/timeText.ts';
import { Facts, Section } from './Facts.tsx';
import { History } from './History.tsx';
import { JobsPart } from './JobsPart.tsx';
import { patienceMs } from './oldFigures.ts';
import { createOverview } from './operatorQueries.ts';
import { connectFacts, endingRows, nowFacts, relayFacts, relayTrouble, setupLines, wayRows } from './overviewWords.ts';
import { TurnCheck } from './turn/TurnCheck.tsx';

/** Everything that whoever runs Spotlight wants to know at a glance. To all others there is no such page. */
export default function OperatorScreen() {
  const query = createOverview();
  // Before it is refused, each of its attempts may take long.
  const [isLate, setLate] = createSignal(false);
  createEffect(
    on(
      () => query.isFetching,
      (isFetching) => {
        setLate(false);
        if (!isFetching) return;
        const timer = setTimeout(() => setLate(true), patienceMs(query.dataUpdatedAt, Date.now()));
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  const isHidden = () => query.isError && toAppError(query.error).kind === 'not_found';
  return (
    <Show when={!isHidden()} fallback={<NotFoundScreen />}>
      <div class="[--page-width:64rem]">
        <PageHeader title="Operator" backHref="/me" backLabel="Me" detail="All processes together" />
        <div class="page-width divide-y divide-line pb-10">
          <Switch>
            <When when={dataOf(query)}>
              {(overview) => (
                <>
                  <Show when={query.isError || isLate()}>
                    <Outdated query={query} />
                  </Show>
                  <Overviewed overview={overview()} />
                </>
              )}
            </When>
            <When when={query.isError}>
              <QueryNotLoaded query={query} />
            </When>
            <When when={true}>
              <SkeletonRows count={5} label="Loading the figures" />
            </When>
          </Switch>
        </div>
      </div>
    </Show>
  );
}

interface Refreshed {
  error: unknown;
  dataUpdatedAt: number;
  isFetching: boolean;
  refetch: () => unknown;
}

/** When the figures cannot be asked for any more, the last ones stay, and are not taken for those of now. */
function Outdated(props: { query: Refreshed }) {
  const at = () => momentText(new Date(props.query.dataUpdatedAt), new Date());
  return (
    <div class="py-4">
      <ErrorNote
        what={props.query.error ? textOf(toAppError(props.query.error)) : 'Spotlight has not answered yet.'}
        kept={`These figures are as of ${at()}.`}
        onRetry={() => void props.query.refetch()}
        retrying={props.query.isFetching}
      />
    </div>
  );
}

function Overviewed(props: { overview: Overview }) {
  const trouble = () => relayTrouble(props.overview.relay);
  return (
    <>
      <Section title="Now">
        <Facts facts={nowFacts(props.overview)} />
        <Nodes nodes={props.overview.nodes} />
      </Section>
      <Section title="Over time">
        <History />
      </Section>
      <Section title="Exchanges" lead="Those that ended in the last 24 hours.">
        <Counts rows={endingRows(props.overview.endings)} />
        <Facts facts={connectFacts(props.overview.day)} />
        <Ways day={props.overview.day} />
      </Section>
      <Section title="Relay" lead="Sealed bytes that wait for a device that no direct way reaches.">
        <Show when={trouble()}>{(words) => <p class="text-warn">{words()}</p>}</Show>
        <Facts facts={relayFacts(props.overview.relay)} />
      </Section>
      <Section title="Jobs" lead="What runs by itself, on whichever worker takes it.">
        <JobsPart jobs={props.overview.jobs} />
      </Section>
      <Section
        title="TURN check"
        lead="Tries every way to your TURN servers from where you are now: run it at the venue, on the Wi-Fi your guests use."
      >
        <TurnCheck />
      </Section>
      <Section title="Setup">
        <ul class="flex list-disc flex-col gap-2 pl-5">
          <For each={setupLines(props.overview)}>{(line) => <li class="break-words">{line}</li>}</For>
        </ul>
      </Section>
    </>
  );
}

function Nodes(props: { nodes: readonly NodeNow[] }) {
  return (
    <Show when={props.nodes.length > 0} fallback={<p class="text-muted">No process has told of itself yet.</p>}>
      <ul class="flex flex-col gap-3" aria-label="Processes">
        <For each={props.nodes}>
          {(node) => (
            <li class="flex flex-wrap items-baseline gap-x-4 gap-y-1">
              <span class="min-w-0 font-semibold break-all">{node.name}</span>
              <Badge tone={node.isSilent ? 'warn' : 'ok'}>{node.isSilent ? 'silent' : 'here'}</Badge>
              <span class="figures text-sm text-muted">{nodeWords(node)}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

function nodeWords({ startedAt, heardAt, isSilent, gauges }: NodeNow): string {
  const ago = (instant: string) => formatDuration((Date.now() - Date.parse(instant)) / 1000);
  if (isSilent) return `last heard ${ago(heardAt)} ago: ended, or in trouble`;
  const pool = gauges.poolLimit ? `, database ${gauges.poolBusy ?? 0} of ${gauges.poolLimit} connections` : '';
  const delay = Math.round(gauges.loopDelayMs ?? 0);
  return `up ${ago(startedAt)}, ${formatBytes(gauges.memoryBytes ?? 0)} memory, answers ${delay} ms late at worst${pool}`;
}

function Counts(props: { rows: readonly { label: string; count: number }[] }) {
  return (
    <Show when={props.rows.length > 0} fallback={<p class="text-muted">None has ended yet.</p>}>
      <Facts facts={props.rows.map(({ label, count }) => ({ label, value: String(count) }))} />
    </Show>
  );
}

function Ways(props: { day: Overview['day'] }) {
  return (
    <div class="overflow-x-auto">
      <table class="w-full text-left text-sm">
        <caption class="sr-only">What came by which way in the last 24 hours</caption>
        <thead class="text-muted">
          <tr>
            <th scope="col" class="py-2 font-normal">
              Way
            </th>
            <th scope="col" class="py-2 text-right font-normal">
              Bytes
            </th>
            <th scope="col" class="py-2 text-right font-normal">
              Share
            </th>
            <th scope="col" class="py-2 text-right font-normal">
              Speed
            </th>
          </tr>
        </thead>
        <tbody class="figures">
          <For each={wayRows(props.day)}>
            {(row) => (
              <tr class="border-t border-line">
                <th scope="row" class="py-2 font-semibold">
                  {row.label}
                </th>
                <td class="py-2 text-right">{formatBytes(row.bytes)}</td>
                <td class="py-2 text-right">{row.share}</td>
                <td class="py-2 text-right">{row.speed}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}
