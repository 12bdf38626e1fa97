import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from './freePort.ts';
import { type NginxServer, startNginx } from './nginxServer.ts';
import { type PostgresServer, startPostgresServer } from './postgresServer.ts';
import { type RedisServer, startRedisServer } from './redisServer.ts';
import { type Service, startService } from './service.ts';

/** One process of the built product in a cluster. */
export interface ClusterNode extends Service {
  port: number;
  /** Starts it (again), perhaps with more settings than it had, and waits until it is ready. */
  startReady(more?: Record<string, string>): Promise<void>;
}

/** What the compose file starts, as processes on loopback: nginx with the shipped configuration, nodes, PostgreSQL and Redis. */
export interface Cluster {
  nginx: NginxServer;
  nodes: ClusterNode[];
  postgres: PostgresServer;
  redis: RedisServer;
  relayFolder: string;
  /** A process beside the nodes, of which nginx does not know. */
  add(settings: Record<string, string>): Promise<ClusterNode>;
  stop(): Promise<void>;
}

/** `roles`: of the first nodes; the others do everything. nginx knows no workers. */
export async function startCluster(
  count: number,
  settings: Record<string, string> = {},
  roles: ('web' | 'worker')[] = [],
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-cluster-'));
  const relayFolder = settings.RELAY_DIR ?? join(folder, 'relay');
  mkdirSync(relayFolder, { recursive: true });
  const [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
  const shared = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.createDatabase('spotlight'),
    DATABASE_POOL: '5',
    REDIS_URL: redis.url,
    JWT_SECRET: 'only used by the tests of a cluster, and long enough',
    TRUST_PROXY: 'loopback',
    RELAY_DIR: relayFolder,
    LOG_LEVEL: 'info',
    // As in the compose file.
    DRAIN_SECONDS: '6',
    ...settings,
  };
  const nodes: ClusterNode[] = [];
  const others: ClusterNode[] = [];
  for (let index = 0; index < count; index += 1) {
    const own = { DATA_DIR: join(folder, `node${index}`), ROLE: roles[index] ?? 'all' };
    nodes.push(prepareNode(await freePort(), { ...shared, ...own }));
  }
  await Promise.all(nodes.map((node) => node.startReady()));
  const nodePorts = nodes.filter((_, index) => roles[index] !== 'worker').map(({ port }) => port);
  const nginx = await startNginx({ nodePorts, relayFolder });
  return {
    ...{ nginx, nodes, postgres, redis, relayFolder },
    async add(own) {
      const dataDir = join(folder, `other${others.length}`);
      const other = prepareNode(await freePort(), { ...shared, DATA_DIR: dataDir, ...own });
      others.push(other);
      await other.startReady();
      return other;
    },
    async stop(): Promise<void> {
      await nginx.stop();
      await Promise.all([...nodes, ...others].map((node) => node.kill('SIGKILL')));
      await Promise.all([postgres.stop(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function prepareNode(port: number, env: NodeJS.ProcessEnv): ClusterNode {
  const service = startService(process.execPath, ['dist/server/main.js'], { env: { ...env, PORT: String(port) } });
  return {
    ...service,
    port,
    async startReady(more): Promise<void> {
      service.start(more);
      const isReady = async () => {
        if (!service.isRunning()) throw new Error(`a node ended at its start:\n${service.output()}`);
        return (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok ?? false;
      };
      await pollUntil(isReady, { timeoutMs: 120_000, failure: service.output });
    },
  };
}
