import type { errorKinds } from '../../shared/core/errors.ts';
import { browserFamilies } from './browserFamily.ts';

/** Label values that the code itself bounds: names of procedures, commands, jobs, and never of people or things. */
const names = [] as readonly string[];

const routes = ['direct', 'turn', 'relay', 'unknown'] as const;
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * Everything that is counted and measured, by the name under which it is seen. Labels have few values, which are
 * written here or in our code: nothing that a person chose, and no one's id, ever becomes one.
 */
export const counters = {
  spotlight_messages_total: { help: 'Chat messages written', labels: { kind: ['text', 'link', 'video'] } },
  spotlight_transfers_offered_total: { help: 'Transfers offered', labels: {} },
  spotlight_transfers_accepted_total: { help: 'Transfers accepted', labels: {} },
  spotlight_transfers_ended_total: {
    help: 'Transfers ended, by how, why, and the way their last bytes came',
    labels: { outcome: names, reason: names, route: routes },
  },
  spotlight_transfer_bytes_total: { help: 'Bytes told durable by recipients, by their way', labels: { route: routes } },
  spotlight_webrtc_connect_total: {
    help: 'Devices that found a way to the other one, or none',
    labels: { result: ['connected', 'failed'], route: ['direct', 'turn', 'none'], browser: browserFamilies },
  },
  spotlight_webrtc_failures_total: {
    help: 'Connections that could not be made or ended, by reason and browser',
    labels: { reason: ['unreachable', 'silent', 'internal'], browser: browserFamilies },
  },
  spotlight_downloads_total: {
    help: 'Downloads of share links',
    labels: { outcome: ['begun', 'complete', 'given_up'] },
  },
  spotlight_relay_bytes_total: {
    help: 'Sealed bytes of the relay: uploaded whole, fetched, taken by their recipient, and expired',
    labels: { what: ['uploaded', 'fetched', 'taken', 'expired'] },
  },
  spotlight_relay_refusals_total: { help: 'Uploads that found no room', labels: { reason: ['off', 'full', 'quota'] } },
  spotlight_commands_total: { help: 'Socket commands', labels: { command: names, outcome: names } },
  spotlight_socket_refusals_total: { help: 'Handshakes refused', labels: { reason: names } },
  spotlight_slow_queries_total: { help: 'Database queries slower than SLOW_QUERY_MS', labels: {} },
  spotlight_log_lines_total: { help: 'Log lines that ask for attention', labels: { level: ['warn', 'error'] } },
} as const satisfies Record<string, Meter>;

export const histograms = {
  spotlight_http_request_duration_seconds: {
    help: 'HTTP requests by route pattern',
    labels: { method: names, route: names, status: names },
    buckets: seconds,
  },
  spotlight_procedure_duration_seconds: {
    help: 'tRPC procedures by name; outcome is ok or the kind of refusal',
    labels: { procedure: names, outcome: names },
    buckets: seconds,
  },
  spotlight_query_duration_seconds: { help: 'Database queries', labels: {}, buckets: seconds },
  spotlight_job_duration_seconds: {
    help: 'Runs of jobs by kind and how they ended',
    labels: { kind: names, outcome: ['done', 'waiting', 'dead', 'handed back', 'lost'] },
    buckets: [...seconds, 60, 600],
  },
  spotlight_transfer_speed_bytes_per_second: {
    help: 'Speed as browsers tell it every five seconds, by way',
    labels: { route: routes },
    buckets: [1e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8],
  },
  spotlight_transfer_round_trip_seconds: {
    help: 'Round trip between the two devices',
    labels: { route: ['direct', 'turn'] },
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3],
  },
  spotlight_transfer_lost_share: {
    help: 'Share of packets lost between the two devices',
    labels: { route: ['direct', 'turn'] },
    buckets: [0.001, 0.01, 0.03, 0.1, 0.3],
  },
  spotlight_transfer_duration_seconds: {
    help: 'From accepted to completed',
    labels: { route: routes },
    buckets: [5, 15, 60, 180, 600, 1800, 7200, 86_400],
  },
} as const satisfies Record<string, Meter & { buckets: readonly number[] }>;

export const gauges = {
  spotlight_sockets: {
    help: 'Open sockets of this process',
    labels: { door: ['members', 'visitors'], browser: browserFamilies },
  },
  spotlight_people: { help: 'Accounts with a socket on this process', labels: {} },
  spotlight_rooms: {
    help: 'Topics that someone on this process listens to',
    labels: { kind: ['account', 'event', 'conversation', 'share'] },
  },
  spotlight_meetings: { help: 'Transfers that a device on this process is joined to', labels: {} },
  spotlight_relay_held_bytes: {
    help: 'Declared bytes in the relay, of all processes together',
    labels: { state: ['whole', 'unfinished', 'overdue'] },
  },
  spotlight_relay_limit_bytes: { help: 'RELAY_MAX_BYTES', labels: {} },
  spotlight_relay_free_bytes: { help: 'Room left where the relay lies', labels: {} },
  spotlight_jobs: {
    help: 'Jobs that have not come to a good end, of all workers together',
    labels: { kind: names, state: ['waiting', 'running', 'dead'] },
  },
  spotlight_job_lag_seconds: { help: 'How long the oldest job could have been taken by now', labels: {} },
  spotlight_schedules_late: { help: 'Schedules whose time came a minute ago, and no worker came', labels: {} },
  spotlight_db_pool: { help: 'Connections to the database', labels: { state: ['busy', 'idle', 'waiting', 'limit'] } },
} as const satisfies Record<string, Meter>;

interface Meter {
  help: string;
  labels: Record<string, readonly string[]>;
}

export type CounterName = keyof typeof counters;
export type HistogramName = keyof typeof histograms;
export type GaugeName = keyof typeof gauges;
type Labels<M extends Meter> = { [K in keyof M['labels']]: M['labels'][K][number] };

/** How refusals are told apart in labels: their kinds are few. */
export type Outcome = 'ok' | (typeof errorKinds)[keyof typeof errorKinds];

export interface Reading<N extends GaugeName> {
  labels: Labels<(typeof gauges)[N]>;
  value: number;
}

/** What happens and how long it takes, for whoever runs the product. Counting never fails and never waits. */
export interface Meters {
  count<N extends CounterName>(name: N, labels: Labels<(typeof counters)[N]>, by?: number): void;
  observe<N extends HistogramName>(name: N, labels: Labels<(typeof histograms)[N]>, value: number): void;
  /** Asked whenever someone looks; a source that fails is left out of that look. */
  watch<N extends GaugeName>(name: N, read: () => Reading<N>[] | Promise<Reading<N>[]>): void;
}
