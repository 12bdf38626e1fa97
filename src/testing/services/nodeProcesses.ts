import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from '../journeys/support/product.ts';
import { type PostgresServer, startPostgresServer } from './postgresServer.ts';
import { type RedisServer, startRedisServer } from './redisServer.ts';
import { type Service, startService } from './service.ts';

/** The built server as a process of its own: one node of several. */
export interface NodeProcess extends Service {
  url: string;
  port: number;
  /** Starts it, or starts it again on the same port and folder, and waits until it serves. */
  serve(): Promise<void>;
}

/** Nodes as an organiser runs them, with what they share, on loopback. */
export interface NodeProcesses {
  postgres: PostgresServer;
  redis: RedisServer;
  nodes: NodeProcess[];
  /** One more node that serves. */
  add(settings?: Record<string, string>): Promise<NodeProcess>;
  stop(): Promise<void>;
}

/** Starts PostgreSQL, Redis and that many nodes of the built product; settings are those of the environment. */
export async function startNodeProcesses(count: number, settings: Record<string, string> = {}): Promise<NodeProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-nodes-'));
  const [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
  const shared = {
    DATABASE_URL: postgres.createDatabase('spotlight'),
    REDIS_URL: redis.url,
    JWT_SECRET: randomBytes(48).toString('base64'),
    // One folder, as nodes that share a volume have it.
    RELAY_DIR: join(folder, 'relay'),
    HOST: '127.0.0.1',
    // Sockets without TLS: nothing stands before these nodes, if the test puts nothing there.
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const nodes: NodeProcess[] = [];

  async function add(own: Record<string, string> = {}): Promise<NodeProcess> {
    const port = await freePort();
    const env = { ...process.env, ...shared, DATA_DIR: join(folder, `node-${port}`), PORT: String(port), ...own };
    const service = startService(process.execPath, ['dist/server/main.js'], { env });
    const url = `http://127.0.0.1:${port}`;
    const isServing = async () => {
      if (!service.isRunning()) throw new Error(`a node ended at its start:\n${service.output()}`);
      return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    const node = {
      ...service,
      url,
      port,
      async serve(): Promise<void> {
        service.start();
        await pollUntil(isServing, { timeoutMs: 150_000, failure: service.output });
      },
    };
    await node.serve();
    nodes.push(node);
    return node;
  }

  async function stop(): Promise<void> {
    await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
    await Promise.all([postgres.stop(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    // The first migrates the database; the others would only wait for it.
    for (let index = 0; index < count; index++) await add();
  } catch (error) {
    await stop();
    throw error;
  }
  return { postgres, redis, nodes, add, stop };
}
