import { makePasswords } from '../server/accounts/passwords.ts';
import { makeMemoryLiveState } from '../server/adapters/liveState.ts';
import type { Adapters } from '../server/compose.ts';
import { toServerSecrets } from '../server/core/serverSecrets.ts';
import { silentMeters } from './silentMeters.ts';
import { makeTestRelay } from './testRelay.ts';

/** Hundreds of accounts are made in the tests. */
export const quickPasswords = makePasswords({ memoryCost: 8, timeCost: 1, parallelism: 1 });

/** What a server in a test stands on, as far as the test does not say otherwise. */
export function makeTestAdapters(given: Pick<Adapters, 'db' | 'fanout'> & Partial<Adapters>): Adapters {
  const clock = given.clock ?? { now: () => new Date() };
  return {
    clock,
    ...makeMemoryLiveState(clock),
    log: { debug() {}, info() {}, warn() {}, error: (facts, text) => console.error(text, facts) },
    meters: silentMeters,
    secrets: toServerSecrets('a secret that is only used in tests'),
    passwords: quickPasswords,
    stunUrls: [],
    turn: null,
    operation: { operators: [], hasMetrics: false },
    relay: makeTestRelay(),
    ...given,
  };
}
