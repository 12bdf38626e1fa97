import type { Ending, Overview } from '../../shared/operator/operator.ts';
import { formatBytes, formatCount, formatDuration, formatSpeed } from '../ui/format.ts';
import type { Fact } from './Facts.tsx';

const sumOf = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((sum, one) => sum + of(one), 0);
const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`);

/** Who is here, and on what. */
export function nowFacts({ nodes, open }: Overview): Fact[] {
  const awake = nodes.filter(({ isSilent }) => !isSilent);
  const over = (figure: 'people' | 'members' | 'visitors' | 'meetings') =>
    sumOf(awake, ({ gauges }) => gauges[figure] ?? 0);
  return [
    // Someone whose two devices are on two processes is counted on both.
    { label: 'People here', value: String(over('people')), detail: formatCount(over('members'), 'device', 'devices') },
    { label: 'Visitors of links', value: String(over('visitors')) },
    {
      label: 'Exchanges under way',
      value: String(open.accepted),
      detail: `${open.offered} ${open.offered === 1 ? 'waits' : 'wait'} for an answer`,
    },
  ];
}

const outcomes: Record<string, string> = {
  completed: 'Came through',
  refused: 'Refused',
  cancelled: 'Cancelled',
  failed: 'Failed',
  expired: 'Ran out',
};
const reasons: Record<string, string> = {
  file_changed: 'the file was changed',
  file_vanished: 'the file was gone',
  disk_full: 'no room on the device',
  bad_data: 'the data was damaged',
};

/** How many ended how, the most first. */
export function endingRows(endings: readonly Ending[]): { label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { outcome, reason, count } of endings) {
    const why = outcome === 'failed' && reason ? ` (${reasons[reason] ?? reason})` : '';
    const label = `${outcomes[outcome] ?? outcome}${why}`;
    counts.set(label, (counts.get(label) ?? 0) + count);
  }
  return [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count);
}

const ways = { direct: 'Direct', turn: 'Through TURN', relay: 'Through the relay' } as const;

/** For each way: its share of what came, and how fast. */
export function wayRows(day: Overview['day']): { label: string; bytes: number; share: string; speed: string }[] {
  const bytesOf = (way: string) => day[`bytes${way}`] ?? 0;
  const names = { direct: 'Direct', turn: 'Turn', relay: 'Relay' } as const;
  const all = sumOf(Object.values(names), bytesOf);
  return (Object.keys(ways) as (keyof typeof ways)[]).map((way) => {
    const [sum, count] = [day[`speedSum${names[way]}`] ?? 0, day[`speedCount${names[way]}`] ?? 0];
    const bytes = bytesOf(names[way]);
    return { label: ways[way], bytes, share: percent(bytes, all), speed: count > 0 ? formatSpeed(sum / count) : '–' };
  });
}

/** Whether devices find each other. */
export function connectFacts(day: Overview['day']): Fact[] {
  const [direct, turn, none] = [day.connectedDirect ?? 0, day.connectedTurn ?? 0, day.notConnected ?? 0];
  const found = direct + turn;
  const isPoor = found + none >= 5 && found / (found + none) < 0.9;
  return [
    {
      label: 'Found a way to each other',
      value: percent(found, found + none),
      detail: `${found} of ${found + none} tries`,
      tone: isPoor ? 'warn' : undefined,
    },
    { label: 'Of these through TURN', value: percent(turn, found) },
    { label: 'Found none', value: String(none), detail: 'they use the relay' },
  ];
}

export function relayFacts(relay: Overview['relay']): Fact[] {
  const held = relay.wholeBytes + relay.unfinishedBytes + relay.overdueBytes;
  const isTight = held > relay.mostBytes * 0.9;
  const lacksDisk = relay.freeBytes !== null && relay.freeBytes < relay.keepFreeBytes;
  return [
    {
      label: 'Held now',
      value: formatBytes(held),
      detail: `of ${formatBytes(relay.mostBytes)}, in ${formatCount(relay.segments, 'part', 'parts')}`,
      tone: isTight ? 'warn' : undefined,
    },
    { label: 'Still coming', value: formatBytes(relay.unfinishedBytes) },
    {
      label: 'Past its time',
      value: formatBytes(relay.overdueBytes),
      detail: 'gone with the next sweep',
      tone: relay.overdueBytes > 0 ? 'warn' : undefined,
    },
    {
      label: 'Free where it lies',
      value: relay.freeBytes === null ? '–' : formatBytes(relay.freeBytes),
      detail: `${formatBytes(relay.keepFreeBytes)} stay free`,
      tone: lacksDisk ? 'danger' : undefined,
    },
    { label: 'For one person', value: formatBytes(relay.accountBytes) },
    { label: 'Kept for', value: formatDuration(relay.lifeMs / 1000) },
  ];
}

/** Why the relay takes nothing, if it does not. */
export function relayTrouble(relay: Overview['relay']): string | null {
  const held = relay.wholeBytes + relay.unfinishedBytes + relay.overdueBytes;
  if (!relay.isOn) return 'The relay is off (RELAY=false): what no direct way carries waits until one does.';
  if (held >= relay.mostBytes) return 'The relay is full: raise RELAY_MAX_BYTES, or wait until something is fetched.';
  if (relay.freeBytes !== null && relay.freeBytes < relay.keepFreeBytes) {
    return 'The disk of the relay is full: it takes nothing more until RELAY_FREE_BYTES are free.';
  }
  return null;
}

/** What stands in the configuration, in words. */
export function setupLines({ setup }: Overview): string[] {
  const turn =
    setup.turnUrls.length === 0
      ? 'No TURN server: people behind strict networks find no direct way, and use the relay. Set TURN_URLS and TURN_SECRETS.'
      : `TURN: ${setup.turnUrls.join(', ')}. Credentials hold for ${formatDuration(setup.turnTtlSeconds ?? 0)}.`;
  const stun =
    setup.stunUrls.length === 0
      ? 'No STUN server: devices in different networks find each other only through TURN. A TURN server is one, too: set STUN_URLS.'
      : `STUN: ${setup.stunUrls.join(', ')}.`;
  const rotation =
    setup.turnSecrets > 1
      ? [`${setup.turnSecrets} TURN secrets: the first signs, the others are on their way out.`]
      : [];
  const metrics = setup.hasMetrics
    ? 'Prometheus may look at /metrics with METRICS_TOKEN.'
    : 'No /metrics: set METRICS_TOKEN for Prometheus and Grafana.';
  return [turn, stun, ...rotation, metrics];
}
