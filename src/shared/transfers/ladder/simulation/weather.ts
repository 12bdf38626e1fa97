/** How the simulated network and the two people behave at this moment. Speeds in bytes per second. */
export interface Weather {
  /** What one peer connection carries, and what all of them together. */
  connectionSpeed: number;
  pathSpeed: number;
  /** What the sender's uplink gives to both ways together. */
  uplinkSpeed: number;
  /** Peer connections cannot come up, and those that are up carry nothing; the watchdog ends them in its time. */
  isPathDead: boolean;
  isReceiverAway: boolean;
  /** What the relay takes, what the receiver fetches from it. */
  relaySpeed: number;
  fetchSpeed: number;
  relay: 'open' | 'refusing' | 'breaking' | 'down';
  /** Chance that a block is bad when it arrives, or lies at the relay. */
  badChance: number;
  isPaused: boolean;
  isLeft: boolean;
  isRelayAllowed: boolean;
}

export const MBIT = 1_000_000 / 8;

export const fairWeather: Weather = {
  connectionSpeed: 40 * MBIT,
  pathSpeed: 40 * MBIT,
  uplinkSpeed: Number.POSITIVE_INFINITY,
  isPathDead: false,
  isReceiverAway: false,
  relaySpeed: 20 * MBIT,
  fetchSpeed: 20 * MBIT,
  relay: 'open',
  badChance: 0,
  isPaused: false,
  isLeft: false,
  isRelayAllowed: true,
};
