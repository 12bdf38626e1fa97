import type { AccountId, EventId } from '../../shared/core/ids.ts';
import type { Clock, Fanout, Log, Topic } from '../core/ports.ts';
import { makeSteadyTime } from '../core/steadyTime.ts';
import type { Presence } from './presence.port.ts';
import { makePresenceAnnouncer } from './presenceAnnouncer.ts';

export interface PresenceParts {
  presence: Presence;
  clock: Clock;
  fanout: Fanout;
  log: Log;
  attendedEventIds(account: AccountId): Promise<EventId[]>;
  /** The people this account has a match with; they too may know whether it is here. */
  matchPartnerIds(account: AccountId): Promise<AccountId[]>;
}

export const presenceTimes = {
  /** A live connection is kept anew this often, and lasts this long without it. */
  heartbeatMs: 15_000,
  lastsMs: 45_000,
  /** A reload, or a phone that changes cells, is no absence. */
  graceMs: 5000,
  sweepMs: 500,
  /** After what nodes share was away: what each needs to say again who is connected to it, before anyone is told as gone. */
  restoreMs: 5000,
  /** Kept at once; many thousand would hold up everything else. */
  keptAtOnce: 200,
};

export interface LocalConnection {
  id: string;
  accountId: AccountId;
}

/** Who is here now: counts the connections of this node, and tells those who may know when someone comes or goes. */
export function createPresenceService({ presence, clock, fanout, log, ...parts }: PresenceParts) {
  const local = new Map<string, LocalConnection>();
  const announcer = makePresenceAnnouncer(fanout.announce);
  const nowMs = makeSteadyTime(clock);
  let beatenAtMs = Number.NEGATIVE_INFINITY;
  let restoredAtMs = Number.NEGATIVE_INFINITY;
  const inMs = (ms: number) => new Date(clock.now().getTime() + ms);

  // A failure here loses one announcement, which costs little; it must not lose those of others.
  async function tell(accountId: AccountId, isHere: boolean): Promise<void> {
    try {
      const topics = await whoMayKnow(accountId);
      announcer.note(topics, { accountId, isHere });
    } catch (error) {
      log.warn({ err: error, accountId, isHere }, 'presence could not be told');
    }
  }

  async function whoMayKnow(accountId: AccountId): Promise<Topic[]> {
    const [events, partners] = await Promise.all([parts.attendedEventIds(accountId), parts.matchPartnerIds(accountId)]);
    return [...events.map((id): Topic => `event:${id}`), ...partners.map((id): Topic => `account:${id}`)];
  }

  async function beat(): Promise<void> {
    const now = nowMs();
    if (now - beatenAtMs < presenceTimes.heartbeatMs) return;
    beatenAtMs = now;
    await forEachLocal(isRestoring() ? keep : keepAndTell);
  }

  const isRestoring = () => nowMs() - restoredAtMs < presenceTimes.restoreMs;
  const keep = ({ id, accountId }: LocalConnection) => presence.keep(accountId, id, inMs(presenceTimes.lastsMs));

  async function keepAndTell(connection: LocalConnection): Promise<void> {
    if (await keep(connection)) await tell(connection.accountId, true);
  }

  async function forEachLocal(work: (connection: LocalConnection) => Promise<unknown>): Promise<void> {
    const all = [...local.values()];
    for (let done = 0; done < all.length; done += presenceTimes.keptAtOnce) {
      const some = all.slice(done, done + presenceTimes.keptAtOnce).filter(({ id }) => local.has(id));
      await Promise.all(some.map(work));
    }
  }

  const service = {
    async connected(connection: LocalConnection): Promise<void> {
      local.set(connection.id, connection);
      await keepAndTell(connection);
    },

    async disconnected({ id, accountId }: LocalConnection): Promise<void> {
      // One that was cut before it was let in has never been here.
      if (!local.delete(id)) return;
      await presence.keep(accountId, id, inMs(presenceTimes.graceMs));
    },

    hereAmong: (accounts: readonly AccountId[]): Promise<Set<AccountId>> => presence.hereAmong(accounts),

    /**
     * Says again who is connected to this node, where that may have been forgotten. Nobody is told of anyone by it:
     * everyone asks again after that.
     */
    async restore(): Promise<void> {
      restoredAtMs = nowMs();
      await forEachLocal(keep);
    },

    /** Keeps this node's connections and tells of those who have gone. Beats first: a laptop that slept was not away. */
    async sweep(): Promise<void> {
      announcer.flush();
      await beat();
      if (isRestoring()) return;
      const gone = await presence.takeGone();
      await Promise.all(gone.map((account) => tell(account, false)));
    },

    /** Sweeps until the returned function is called. */
    start(): () => void {
      let timer = setTimeout(run, presenceTimes.sweepMs);
      let isStopped = false;
      async function run(): Promise<void> {
        try {
          await service.sweep();
        } catch (error) {
          if (!isStopped) log.warn({ err: error }, 'presence sweep failed, trying again');
        }
        if (!isStopped) timer = setTimeout(run, presenceTimes.sweepMs);
      }
      return () => {
        isStopped = true;
        clearTimeout(timer);
      };
    },
  };
  return service;
}

export type PresenceService = ReturnType<typeof createPresenceService>;
