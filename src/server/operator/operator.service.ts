import type { AccountId } from '../../shared/core/ids.ts';
import type { Ending, Overview, TurnTrials } from '../../shared/operator/operator.ts';
import { usernameKey } from '../accounts/usernameKey.ts';
import type { Database } from '../core/database.ts';
import { makeIceIssuer, type TurnSettings } from '../core/iceServers.ts';
import type { Clock } from '../core/ports.ts';
import type { JobsService } from '../jobs/jobs.service.ts';
import { createSamples } from './samples.ts';

export interface OperatorParts {
  db: Database;
  clock: Clock;
  stunUrls: readonly string[];
  turn: TurnSettings | null;
  operation: OperatorSettings;
  usernameOf(account: AccountId): Promise<string>;
  /** Which of these username keys are somebody's. */
  takenAmong(keys: string[]): Promise<Set<string>>;
  endedSince(since: Date): Promise<Ending[]>;
  openNow(): Promise<Overview['open']>;
  relayStanding(): Promise<Overview['relay']>;
  jobs: JobsService;
}

export interface OperatorSettings {
  /** Usernames of those who may look. */
  operators: readonly string[];
  hasMetrics: boolean;
}

const DAY_HOURS = 24;

/** What those who run the product see. It only reads, but for jobs that failed; nothing in it is about one person. */
export function createOperatorService(parts: OperatorParts) {
  const { clock, stunUrls, turn } = parts;
  const samples = createSamples(parts);
  const keys = new Set(parts.operation.operators.map(usernameKey));

  const isOperatorName = (username: string) => keys.has(usernameKey(username));

  return {
    isOperatorName,

    /** Whether the configuration names this account; to all others there is no operator's screen. */
    async isOperator(account: AccountId): Promise<boolean> {
      return keys.size > 0 && isOperatorName(await parts.usernameOf(account));
    },

    async overview(): Promise<Overview> {
      const now = clock.now();
      const since = new Date(now.getTime() - DAY_HOURS * 3600_000);
      const [nodes, open, endings, day, relay, jobs] = await Promise.all([
        samples.nodes(),
        parts.openNow(),
        parts.endedSince(since),
        samples.grown(DAY_HOURS),
        parts.relayStanding(),
        parts.jobs.overview(),
      ]);
      return {
        ...{ at: now.toISOString(), nodes, open, endings, day, relay, jobs },
        setup: {
          stunUrls: [...stunUrls],
          turnUrls: [...(turn?.urls ?? [])],
          turnSecrets: turn?.secrets.length ?? 0,
          turnTtlSeconds: turn?.ttlSeconds ?? null,
          hasMetrics: parts.operation.hasMetrics,
        },
      };
    },

    series: samples.series,

    /** Everything to try the TURN servers with: each URL alone, so that one that fails hides no other. */
    turnTrials(): TurnTrials {
      const issued = (turn?.urls ?? []).map((url) => {
        const { iceServers } = makeIceIssuer({ clock, stunUrls: [], turn: { ...turn!, urls: [url] } }).issue();
        const [server] = iceServers;
        return { url, username: server!.username!, credential: server!.credential! };
      });
      return { stunUrls: [...stunUrls], turn: issued, serverTime: clock.now().toISOString() };
    },

    /** Names of the configuration that nobody has: whoever registers one of them becomes an operator. */
    async unclaimed(): Promise<string[]> {
      const taken = await parts.takenAmong([...keys]);
      return parts.operation.operators.filter((name) => !taken.has(usernameKey(name)));
    },

    deadLetters: parts.jobs.deadLetters,
    retryJob: parts.jobs.retry,
    discardJob: parts.jobs.discard,
    retryDeadJobs: parts.jobs.retryAll,
    discardDeadJobs: parts.jobs.discardAll,

    sweep: samples.sweep,
  };
}

export type OperatorService = ReturnType<typeof createOperatorService>;
