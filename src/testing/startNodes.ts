import { randomUUID } from 'node:crypto';
import type { RedisLink } from '../server/adapters/redis/redisLink.ts';
import type { Log } from '../server/core/ports.ts';
import { openTestRedis } from './services/testRedis.ts';
import { startApp, type TestApp } from './startApp.ts';
import { openTestDatabase } from './testDatabase.ts';

/** One of several servers in this process that share a database and a Redis, and run by themselves as nodes do. */
export interface TestNode extends TestApp {
  link: RedisLink;
  /** Ends it as a power cut would: from one moment to the next nothing of it reaches anyone. */
  kill(): Promise<void>;
}

/** Several nodes, and what they share. */
export async function startNodes(count: number) {
  const database = await openTestDatabase();
  const redis = await openTestRedis();
  const prefix = randomUUID();
  const log: Log = { debug() {}, info() {}, warn() {}, error: (facts, text) => console.error(text, facts) };

  async function startNode(): Promise<TestNode> {
    const link = await redis.link(prefix, log);
    const node = await startApp({ db: database.db, redis: link, log });
    const stopTimers = node.services.startTimers();
    const close = async () => {
      stopTimers();
      await node.close();
      link.close();
    };
    const kill = async () => {
      link.close();
      await close();
    };
    return { ...node, link, close, kill };
  }

  const nodes: TestNode[] = [];
  for (let index = 0; index < count; index++) nodes.push(await startNode());
  return {
    nodes,
    redis: redis.server,
    db: database.db,
    /** One more node, or one in the place of another. */
    async add(): Promise<TestNode> {
      const node = await startNode();
      nodes.push(node);
      return node;
    },
    async close(): Promise<void> {
      await Promise.all(nodes.map((node) => node.close()));
      await redis.close();
      await database.close();
    },
  };
}
