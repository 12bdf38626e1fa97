import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../server/adapters/database.ts';
import { applyMigrations } from '../server/adapters/migrations.ts';
import { toServerSecrets } from '../server/core/serverSecrets.ts';
import { makeDiskRelayBytes } from '../server/transfers/relay/diskRelayBytes.ts';
import type { RelayBytes } from '../server/transfers/relay/relayBytes.port.ts';
import { makeS3RelayBytes } from '../server/transfers/relay/s3RelayBytes.ts';
import { startNodeProcess } from './services/nodeProcess.ts';
import { startPostgresServer } from './services/postgresServer.ts';
import { startRedisServer } from './services/redisServer.ts';
import { startS3Server } from './services/s3Server.ts';
import { startApp } from './startApp.ts';
import { makeTestRelay } from './testRelay.ts';

/** Where the nodes of a cluster keep the relay's bytes, and how to look at them from beside. */
export interface SharedStore {
  settings: Record<string, string>;
  bytes: RelayBytes;
  /** As if it were not there for a while; null where it cannot be. */
  away: { begin(): Promise<unknown>; end(): Promise<void> } | null;
  close(): Promise<void>;
}

export async function openSharedFolder(): Promise<SharedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-shared-'));
  return {
    settings: { RELAY_DIR: folder },
    bytes: makeDiskRelayBytes(folder),
    away: null,
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function openSharedBucket(): Promise<SharedStore> {
  const server = await startS3Server();
  const settings = { ...server.settings, prefix: 'relay/' };
  const { bucket, prefix, endpoint, credentials } = settings;
  const bytes = makeS3RelayBytes(settings, { debug() {}, info() {}, warn() {}, error() {} });
  return {
    settings: {
      RELAY_S3_BUCKET: bucket,
      RELAY_S3_PREFIX: prefix,
      RELAY_S3_ENDPOINT: endpoint!,
      RELAY_S3_KEY_ID: credentials!.accessKeyId,
      RELAY_S3_SECRET: credentials!.secretAccessKey,
    },
    bytes,
    away: { begin: () => server.kill(), end: server.start },
    async close() {
      bytes.close();
      await server.stop();
    },
  };
}

/** Two nodes as processes with PostgreSQL and Redis, and a server in this process over the same, to prepare and to look. */
export async function startRelayCluster(store: SharedStore) {
  const [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
  const url = postgres.createDatabase('relay');
  const database = openPostgres(url, 5);
  await applyMigrations(database, 'prisma');
  const secret = 'a secret that the nodes of this test share';
  const settings = {
    DATABASE_URL: url,
    REDIS_URL: redis.url,
    JWT_SECRET: secret,
    RELAY_FREE_BYTES: '0',
    ...store.settings,
  };
  const [one, two] = await Promise.all([startNodeProcess(settings), startNodeProcess(settings)]);
  const beside = await startApp({
    db: database.db,
    secrets: toServerSecrets(secret),
    relay: { ...makeTestRelay(), bytes: store.bytes },
  });
  return {
    one,
    two,
    db: database.db,
    beside,
    async close(): Promise<void> {
      await beside.close();
      await Promise.all([one.stop(), two.stop()]);
      await database.close();
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}
