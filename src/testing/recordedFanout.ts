import type { Fanout } from '../server/core/ports.ts';

export interface Told {
  name: string;
  to: string[];
  payload: unknown;
}

/** A fan-out that remembers what was told to whom. */
export function makeRecordedFanout(): Fanout & { told: Told[]; cut: string[]; subscriptions: string[] } {
  const told: Told[] = [];
  const cut: string[] = [];
  const subscriptions: string[] = [];
  return {
    told,
    cut,
    subscriptions,
    announce: (name, to, payload) => void told.push({ name, to: [to].flat(), payload }),
    subscribe: (account, topic) => void subscriptions.push(`+${account} ${topic}`),
    unsubscribe: (account, topic) => void subscriptions.push(`-${account} ${topic}`),
    disconnect: (topic) => void cut.push(topic),
  };
}
