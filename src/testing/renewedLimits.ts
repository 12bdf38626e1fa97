import { makeMemoryRateLimits } from '../server/adapters/rateLimits.ts';
import type { RateLimits } from '../server/core/ports.ts';

/** Limits of one server that is asked by many tests: each of them begins with nothing spent. */
export function makeRenewedLimits() {
  let limits: RateLimits = makeMemoryRateLimits();
  const swappable: RateLimits = {
    spend: (...spent) => limits.spend(...spent),
    giveBack: (...given) => limits.giveBack(...given),
  };
  return {
    ...swappable,
    renew() {
      limits = makeMemoryRateLimits();
    },
    /** Until they are renewed nothing is limited. */
    lift() {
      limits = { spend: async () => {}, giveBack: async () => {} };
    },
  };
}
