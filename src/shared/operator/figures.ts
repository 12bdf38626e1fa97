/** Figures of a process that stand at some value. Over several processes they add up, but for those in `worstOf`. */
export const gaugeFigures = [
  'people',
  'members',
  'visitors',
  'meetings',
  'memoryBytes',
  'loopDelayMs',
  'poolBusy',
  'poolWaiting',
  'poolLimit',
] as const;
export type GaugeFigure = (typeof gaugeFigures)[number];

/** Of these the worst process counts. */
export const worstOf: readonly GaugeFigure[] = ['loopDelayMs'];

/** Figures of a process that only grow. */
export const counterFigures = [
  'messages',
  'requests',
  'commands',
  'failures',
  'slowQueries',
  'connectedDirect',
  'connectedTurn',
  'notConnected',
  'bytesDirect',
  'bytesTurn',
  'bytesRelay',
  'speedSumDirect',
  'speedCountDirect',
  'speedSumTurn',
  'speedCountTurn',
  'speedSumRelay',
  'speedCountRelay',
  'relayUploaded',
  'relayFetched',
  'relayExpired',
  'cpuMs',
] as const;
export type CounterFigure = (typeof counterFigures)[number];

/** How often a browser family found a way to the other device, or none: figures of their own beside the others. */
export const browserFigure = (family: string, result: 'connected' | 'failed') => `browser:${family}:${result}`;

export interface Figures {
  gauges: Record<GaugeFigure, number>;
  counters: Record<string, number>;
}
