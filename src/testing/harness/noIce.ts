import type { IceSource } from '../../web/transfers/engine/iceKeeper.ts';

/** Two browsers on one machine meet without any server. */
export const noIce: IceSource = {
  ask: async () => ({ iceServers: [], lifeMs: null, transportPolicy: 'all' }),
  policyUntilThen: () => 'all',
};
