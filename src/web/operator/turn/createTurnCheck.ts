import { createSignal, onCleanup } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { TurnTrial, TurnTrials } from '../../../shared/operator/operator.ts';
import { api } from '../../core/api.ts';
import { createCommand } from '../../core/createCommand.ts';
import { gather, iceServerOf } from './gather.ts';
import { measureFlow } from './measureFlow.ts';
import type { TurnFinding } from './turnWords.ts';

/** How this browser's own network looks. */
export interface OwnNetwork {
  /** Whether UDP came back from outside; null where no server was there to ask. */
  isUdpOpen: boolean | null;
  hasHost: boolean;
  /** By how much this browser's clock is before the server's. */
  clockAheadMs: number;
}

/** Far more than any answer takes. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** The TURN check: one URL after the other, so that they do not take each other's bandwidth. */
export function createTurnCheck() {
  const [findings, setFindings] = createStore<TurnFinding[]>([]);
  const [under, setUnder] = createSignal<string | null>(null);
  const [network, setNetwork] = createSignal<OwnNetwork | null>(null);
  const [isDone, setDone] = createSignal(false);
  let stopping = new AbortController();
  onCleanup(() => stopping.abort());

  const command = createCommand(async () => {
    stopping = new AbortController();
    const { signal } = stopping;
    setFindings([]);
    setDone(false);
    setNetwork(null);
    const trials = await api.operator.turnTrials.mutate();
    setUnder('your own network');
    setNetwork(await lookAround(trials, signal));
    for (const trial of trials.turn) {
      if (signal.aborted) return;
      setUnder(trial.url);
      const finding = await tryOut(trial, signal);
      if (!signal.aborted) setFindings(findings.length, finding);
    }
    setDone(!signal.aborted);
  });

  return {
    findings,
    /** What is being tried. */
    under: () => (command.pending() ? under() : null),
    network,
    isDone,
    pending: command.pending,
    error: command.error,
    run: () => void command.run(),
    stop: () => stopping.abort(),
  };
}

async function tryOut(trial: TurnTrial, signal: AbortSignal): Promise<TurnFinding> {
  const { tookMs, errors } = await gather(
    { iceServers: [iceServerOf(trial)], iceTransportPolicy: 'relay' },
    'relay',
    signal,
  );
  if (tookMs === null) return { url: trial.url, allocatedMs: null, errors, flow: null };
  const through = await measureFlow(trial, signal);
  return { url: trial.url, allocatedMs: tookMs, errors: [...errors, ...through.errors], flow: through.flow };
}

async function lookAround({ stunUrls, turn, serverTime }: TurnTrials, signal: AbortSignal): Promise<OwnNetwork> {
  const ahead = Date.now() - Date.parse(serverTime);
  const iceServers = [...(stunUrls.length > 0 ? [{ urls: stunUrls }] : []), ...turn.map(iceServerOf)];
  const { kinds } = await gather({ iceServers }, 'srflx', signal);
  return {
    isUdpOpen: iceServers.length === 0 ? null : kinds.includes('srflx'),
    hasHost: kinds.includes('host'),
    clockAheadMs: Math.abs(ahead) > CLOCK_DIFFERENCE_MS ? ahead : 0,
  };
}
