import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePasswords } from './accounts/passwords.ts';
import { openPglite, openPostgres } from './adapters/database.ts';
import { makeMemoryLiveState, makeRedisLiveState, openRedis } from './adapters/liveState.ts';
import { applyMigrations } from './adapters/migrations.ts';
import { makePinoLog } from './adapters/pinoLog.ts';
import { makePromMeters } from './adapters/promMeters.ts';
import { makeSmtpMailer } from './adapters/smtpMailer.ts';
import { makeSocketFanout } from './adapters/socketFanout.ts';
import { makeQueryMeter, type QueryHeard } from './adapters/timedQueries.ts';
import type { Adapters } from './compose.ts';
import type { Config } from './config.ts';
import { keptSecret } from './core/keptSecret.ts';
import { toServerSecrets } from './core/serverSecrets.ts';
import { openRelayStore } from './transfers/relay/relayStore.ts';

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What a process stands on by its settings, with a database to which all migrations are applied. */
export async function openAdapters(config: Config) {
  const meters = makePromMeters();
  const log = makePinoLog(config.logLevel, meters);
  const database = await openDatabase(config, makeQueryMeter(meters, log, config.slowQueryMs));
  const applied = await applyMigrations(database, join(packageRoot, 'prisma'));
  if (applied.length > 0) log.info({ applied }, 'migrations applied');

  const clock = { now: () => new Date() };
  const redis = await openRedis(config.redis, log);
  const fanout = makeSocketFanout();
  const adapters: Adapters = {
    db: database.db,
    clock,
    fanout,
    ...(redis ? makeRedisLiveState(redis, clock) : makeMemoryLiveState(clock)),
    log,
    meters,
    passwords: makePasswords(),
    secrets: toServerSecrets(config.jwtSecret ?? keptSecret(config.dataDir), config.jwtSecretAlso),
    stunUrls: config.stunUrls,
    turn: config.turn,
    mail: config.mail && { mailer: makeSmtpMailer(config.mail), origin: config.mail.origin },
    relay: await openRelayStore(config, redis, log),
    operation: { operators: config.operators, hasMetrics: config.metricsToken !== null },
  };
  return {
    adapters,
    meters,
    database,
    redis,
    fanout,
    async close(): Promise<void> {
      redis?.close();
      await database.close();
    },
  };
}

async function openDatabase(config: Config, heard: QueryHeard) {
  if (config.databaseUrl) return openPostgres(config.databaseUrl, config.databasePool, heard);
  return openPglite(config.dataDir, heard);
}
