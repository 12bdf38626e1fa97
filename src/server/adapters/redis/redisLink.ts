import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../../core/ports.ts';

export interface RedisSettings {
  url: string;
  /** What every key and channel of ours begins with. */
  prefix: string;
}

/** Redis, as this process reaches it: one connection that asks, one that listens. */
export interface RedisLink {
  /** Asks; refuses at once while Redis is away, and soon where it does not answer. */
  ask<T>(question: (redis: Redis) => Promise<T>): Promise<T>;
  /** A script that runs as one step. */
  script(lua: string): (keys: string[], values: (string | number)[]) => Promise<unknown>;
  /** The connection that listens. What is subscribed to while Redis is away takes effect when it is back. */
  readonly listening: Redis;
  key(...parts: string[]): string;
  isUp(): boolean;
  /** Runs whenever Redis is back after it was away: what this node had told it may be gone. */
  onBack(handle: () => void): void;
  close(): void;
}

/** Thrown without asking: Redis is known to be away. */
class RedisAwayError extends Error {}

export const redisTimes = {
  /** No request waits longer than this for Redis, and after the first that did none waits at all. */
  answerMs: 1500,
  /** A connection on which nothing comes back is given up, and another one is made. */
  silenceMs: 4000,
  connectMs: 3000,
  reconnectMs: 1000,
  /** How often it is looked whether Redis answers: while it does, and while it does not. */
  checkMs: 3000,
  checkAgainMs: 250,
  complainMs: 60_000,
};

const shared: RedisOptions = {
  connectTimeout: redisTimes.connectMs,
  socketTimeout: redisTimes.silenceMs,
  // Nodes that lost it together do not all come back in one instant.
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), redisTimes.reconnectMs) * (0.5 + Math.random() / 2),
};

/** Opens the connections; returns before they stand, and keeps them for as long as the process wants them. */
export function openRedisLink({ url, prefix }: RedisSettings, log: Log): RedisLink {
  // A question that cannot be asked now is refused: whoever asks has an answer of its own for that.
  const asking = new Redis(url, {
    ...shared,
    commandTimeout: redisTimes.answerMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  const listening = new Redis(url, { ...shared, maxRetriesPerRequest: null });
  const backHandlers: (() => void)[] = [];
  let isUp = false;
  let hasBeenAway = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let scripts = 0;
  let complainedAt = 0;

  function isAway(reason: unknown): void {
    if (isClosed) return;
    if (isUp || !hasBeenAway) log.warn({ err: reason }, 'redis is away: going on with what this node knows');
    isUp = false;
    hasBeenAway = true;
    checkIn(redisTimes.checkAgainMs);
  }

  function checkIn(ms: number): void {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(check, ms).unref();
  }

  // Both must answer: a connection that stands says little about whoever is at its other end.
  async function check(): Promise<void> {
    try {
      await Promise.all(connections.map(answers));
    } catch (error) {
      return isAway(error);
    }
    if (isClosed) return;
    checkIn(redisTimes.checkMs);
    if (isUp) return;
    isUp = true;
    if (!hasBeenAway) return;
    log.info({}, 'redis is back');
    for (const handle of backHandlers) handle();
  }

  const connections = [asking, listening];
  for (const connection of connections) {
    // Without a listener ioredis writes to the console by itself, and for each attempt.
    connection.on('error', () => {});
    connection.on('ready', () => connections.every(({ status }) => status === 'ready') && void check());
    connection.on('close', () => isAway(new RedisAwayError('the connection is closed')));
  }
  checkIn(redisTimes.checkMs);

  async function ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    if (!isUp) throw new RedisAwayError('redis is away');
    try {
      return await question(asking);
    } catch (error) {
      if (isUnanswered(error)) isAway(error);
      else complain(error);
      throw error;
    }
  }

  // It answers and refuses: out of memory, or not yet loaded. That lasts, and one line a minute says it.
  function complain(error: unknown): void {
    if (Date.now() - complainedAt < redisTimes.complainMs) return;
    complainedAt = Date.now();
    log.error({ err: error }, 'redis refuses: going on with what this node knows');
  }

  return {
    ask,
    script(lua) {
      const name = `script${++scripts}`;
      asking.defineCommand(name, { lua });
      type Scripted = Record<string, (...given: (string | number)[]) => Promise<unknown>>;
      return (keys, values) => ask((redis) => (redis as unknown as Scripted)[name]!(keys.length, ...keys, ...values));
    },
    listening,
    key: (...parts) => [prefix, ...parts].join(':'),
    isUp: () => isUp,
    onBack: (handle) => void backHandlers.push(handle),
    close(): void {
      isClosed = true;
      isUp = false;
      clearTimeout(timer);
      asking.disconnect();
      listening.disconnect();
    },
  };
}

/** Waits until Redis answers for the first time, but not for ever: a node serves without it, too. */
export async function whenUp(link: RedisLink, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!link.isUp() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  return link.isUp();
}

// Whoever listens keeps what it asks until it is connected; here that would be waiting for nothing.
async function answers(connection: Redis): Promise<void> {
  if (connection.status !== 'ready') throw new RedisAwayError(`the connection is ${connection.status}`);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, redisTimes.answerMs, new RedisAwayError('no answer')).unref();
  });
  try {
    await Promise.race([connection.ping(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const isUnanswered = (error: unknown) =>
  error instanceof Error && /timed out|closed|writeable|max retries/i.test(error.message);
