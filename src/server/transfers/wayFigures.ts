import type { Progress, QualityReport } from '../../shared/transfers/transfers.sockets.ts';
import type { BrowserFamily } from '../core/browserFamily.ts';
import type { Meters } from '../core/meters.ts';

export type Route = NonNullable<Progress['route']>;

/** What the figures learn of one device's way to the other, from the time it joined. */
export interface Way {
  hearQuality(figures: Omit<QualityReport, 'transferId'>): void;
  hearRoute(route: Route | null | undefined): void;
  /** How the last bytes came, as far as this device has said. */
  route(): Route | null;
}

/** A way counts as found once, when the first route is told, or as not found, when a failure is told before any. */
export function followWay(meters: Meters, browser: BrowserFamily): Way {
  let outcome: 'connected' | 'failed' | null = null;
  let last: Route | null = null;

  function hearRoute(route: Route | null | undefined): void {
    if (!route) return;
    last = route;
    if (route === 'relay' || outcome === 'connected') return;
    outcome = 'connected';
    meters.count('spotlight_webrtc_connect_total', { result: 'connected', route, browser });
  }

  function hearFailure(reason: NonNullable<QualityReport['failure']>): void {
    meters.count('spotlight_webrtc_failures_total', { reason, browser });
    if (outcome || reason !== 'unreachable') return;
    outcome = 'failed';
    meters.count('spotlight_webrtc_connect_total', { result: 'failed', route: 'none', browser });
  }

  return {
    hearRoute,
    hearQuality({ route, isRelaying, failure, bytesPerSecond, roundTripMs, lostShare }) {
      if (failure) return hearFailure(failure);
      const way = route ?? (isRelaying ? 'relay' : null);
      hearRoute(way);
      if (!way) return;
      if (bytesPerSecond) meters.observe('spotlight_transfer_speed_bytes_per_second', { route: way }, bytesPerSecond);
      if (way === 'relay') return;
      if (roundTripMs !== null) {
        meters.observe('spotlight_transfer_round_trip_seconds', { route: way }, roundTripMs / 1000);
      }
      if (lostShare !== null) meters.observe('spotlight_transfer_lost_share', { route: way }, lostShare);
    },
    route: () => last,
  };
}
