import { browserFigure, type Figures } from '../../shared/operator/figures.ts';
import { browserFamilies } from '../core/browserFamily.ts';
import type { PromMeters } from './promMeters.ts';

const routes = { Direct: 'direct', Turn: 'turn', Relay: 'relay' } as const;

/** The few figures of this process that the operator's screen plots, read from its meters. */
export async function readFigures({ sum }: Pick<PromMeters, 'sum'>): Promise<Figures> {
  const connected = (route: string) => sum('spotlight_webrtc_connect_total', { result: 'connected', route });
  const relayed = (what: string) => sum('spotlight_relay_bytes_total', { what });
  const counters: Record<string, number> = {
    messages: await sum('spotlight_messages_total'),
    requests: await sum('spotlight_http_request_duration_seconds_count'),
    commands: await sum('spotlight_commands_total'),
    failures: await sum('spotlight_log_lines_total', { level: 'error' }),
    slowQueries: await sum('spotlight_slow_queries_total'),
    connectedDirect: await connected('direct'),
    connectedTurn: await connected('turn'),
    notConnected: await sum('spotlight_webrtc_connect_total', { result: 'failed' }),
    relayUploaded: await relayed('uploaded'),
    relayFetched: await relayed('fetched'),
    relayExpired: await relayed('expired'),
    cpuMs: (await sum('process_cpu_seconds_total')) * 1000,
  };
  for (const [name, route] of Object.entries(routes)) {
    counters[`bytes${name}`] = await sum('spotlight_transfer_bytes_total', { route });
    counters[`speedSum${name}`] = await sum('spotlight_transfer_speed_bytes_per_second_sum', { route });
    counters[`speedCount${name}`] = await sum('spotlight_transfer_speed_bytes_per_second_count', { route });
  }
  for (const browser of browserFamilies) {
    for (const result of ['connected', 'failed'] as const) {
      const times = await sum('spotlight_webrtc_connect_total', { result, browser });
      if (times > 0) counters[browserFigure(browser, result)] = times;
    }
  }
  return {
    gauges: {
      people: await sum('spotlight_people'),
      members: await sum('spotlight_sockets', { door: 'members' }),
      visitors: await sum('spotlight_sockets', { door: 'visitors' }),
      meetings: await sum('spotlight_meetings'),
      memoryBytes: await sum('process_resident_memory_bytes'),
      loopDelayMs: (await sum('spotlight_event_loop_delay_p99_seconds')) * 1000,
      poolBusy: await sum('spotlight_db_pool', { state: 'busy' }),
      poolWaiting: await sum('spotlight_db_pool', { state: 'waiting' }),
      poolLimit: await sum('spotlight_db_pool', { state: 'limit' }),
    },
    counters,
  };
}
