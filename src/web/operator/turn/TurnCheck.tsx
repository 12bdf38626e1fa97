import { For, Show } from 'solid-js';
import { textOf } from '../../core/errorText.ts';
import { Badge, type BadgeTone } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { formatDuration, formatSpeed } from '../../ui/format.ts';
import { createTurnCheck, type OwnNetwork } from './createTurnCheck.ts';
import { summaryOf, type TurnFinding, transportNames, transportOf, type Verdict, verdictOf } from './turnWords.ts';

const tones: Record<Verdict['state'], BadgeTone> = { works: 'ok', half: 'warn', fails: 'danger' };

/** Tries the TURN servers from this browser, and says what works and what to do about the rest. */
export function TurnCheck() {
  const check = createTurnCheck();
  return (
    <div class="flex flex-col gap-5">
      <div class="flex flex-wrap gap-3">
        <Button look="lit" busy={check.pending()} onClick={check.run}>
          {check.isDone() ? 'Check again' : 'Check'}
        </Button>
        <Show when={check.pending()}>
          <Button onClick={check.stop}>Stop</Button>
        </Show>
      </div>
      <p role="status" class="text-sm text-muted empty:absolute">
        {check.under() ? `Trying ${check.under()} …` : check.isDone() ? summaryOf(check.findings) : ''}
      </p>
      <Show when={check.error()}>
        {(error) => <ErrorNote what={textOf(error())} onRetry={check.run} retrying={check.pending()} />}
      </Show>
      <Show when={check.network()}>
        {(network) => (
          <ul class="flex list-disc flex-col gap-1 pl-5 text-sm text-muted">
            <For each={networkWords(network(), check.findings, check.isDone())}>{(line) => <li>{line}</li>}</For>
          </ul>
        )}
      </Show>
      <ul class="flex flex-col divide-y divide-line" aria-label="TURN servers">
        <For each={check.findings}>{(finding) => <FindingRow finding={finding} />}</For>
      </ul>
    </div>
  );
}

function FindingRow(props: { finding: TurnFinding }) {
  const verdict = () => verdictOf(props.finding);
  return (
    <li class="flex flex-col gap-2 py-4">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 class="min-w-0 text-base break-all">{props.finding.url}</h3>
        <Badge tone={tones[verdict().state]}>{verdict().title}</Badge>
      </div>
      <p class="text-sm text-muted">{transportNames[transportOf(props.finding.url)]}</p>
      <Show when={props.finding.flow}>
        {(flow) => (
          <p class="figures">
            {formatSpeed(flow().bytesPerSecond)} through it and back to you, {Math.round(flow().roundTripMs)} ms there
            and back, an address after {Math.round(props.finding.allocatedMs ?? 0)} ms
          </p>
        )}
      </Show>
      <Show when={verdict().why}>{(why) => <p>{why()}</p>}</Show>
      <Show when={verdict().todo.length > 0}>
        <ol class="flex list-decimal flex-col gap-1 pl-5 text-sm">
          <For each={verdict().todo}>{(step) => <li class="break-words">{step}</li>}</For>
        </ol>
      </Show>
      <Show when={saidBy(props.finding)}>{(said) => <p class="text-xs text-muted">The browser says: {said()}</p>}</Show>
    </li>
  );
}

const saidBy = ({ errors }: TurnFinding) => [...new Set(errors.map(({ code, text }) => `${code} ${text}`))].join('; ');

function networkWords(network: OwnNetwork, findings: readonly TurnFinding[], isDone: boolean): string[] {
  const carriesUdp = findings.some(({ url, allocatedMs }) => transportOf(url) === 'udp' && allocatedMs !== null);
  const lines: string[] = [];
  if (!network.hasHost)
    lines.push('This browser shows no address of its own: a policy or an extension may forbid WebRTC.');
  if (network.isUdpOpen || carriesUdp) lines.push('UDP leaves this network, and its answers come back.');
  // Until all have been tried, one of them may still carry it.
  else if (network.isUdpOpen === false && isDone) {
    lines.push('No UDP answer has come back from outside: this network may block UDP, or the server is not reached.');
  }
  if (network.clockAheadMs !== 0) {
    const how = network.clockAheadMs > 0 ? 'behind' : 'ahead of';
    const by = formatDuration(Math.abs(network.clockAheadMs) / 1000);
    lines.push(
      `Spotlight’s clock is ${by} ${how} this device’s: one of the two is wrong, and credentials carry their end.`,
    );
  }
  return lines;
}
