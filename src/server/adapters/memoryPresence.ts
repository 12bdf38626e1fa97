import type { AccountId } from '../../shared/core/ids.ts';
import type { Clock } from '../core/ports.ts';
import { makeSteadyTime } from '../core/steadyTime.ts';
import type { Presence } from '../events/presence.port.ts';

/** Presence kept in this process. An account that is gone stays in the map until it is taken, so that it is told once. */
export function makeMemoryPresence(clock: Clock): Presence {
  const nowMs = makeSteadyTime(clock);
  const accounts = new Map<AccountId, Map<string, number>>();
  const isHere = (connections: Map<string, number> | undefined, now: number) =>
    connections !== undefined && [...connections.values()].some((until) => until > now);

  return {
    async keep(account, connectionId, until) {
      const connections = accounts.get(account) ?? new Map<string, number>();
      // Gone but not yet taken is still "here" to everyone who was told so.
      const hasArrived = !accounts.has(account);
      const lastsMs = until.getTime() - clock.now().getTime();
      const now = nowMs();
      for (const [id, end] of connections) if (end <= now) connections.delete(id);
      accounts.set(account, connections.set(connectionId, now + lastsMs));
      return hasArrived;
    },
    async hereAmong(asked) {
      const now = nowMs();
      return new Set(asked.filter((account) => isHere(accounts.get(account), now)));
    },
    async takeGone() {
      const now = nowMs();
      const gone = [...accounts].filter(([, connections]) => !isHere(connections, now)).map(([account]) => account);
      for (const account of gone) accounts.delete(account);
      return gone;
    },
  };
}
