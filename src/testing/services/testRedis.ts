import { randomUUID } from 'node:crypto';
import { openRedisLink, type RedisLink, whenUp } from '../../server/adapters/redis/redisLink.ts';
import type { Log } from '../../server/core/ports.ts';
import { startRedisServer } from './redisServer.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error: (facts, text) => console.error(text, facts) };

/** A Redis of the test's own, and links to it as nodes open them; each prefix is a Redis with nothing in it. */
export async function openTestRedis() {
  const server = await startRedisServer();
  const links: RedisLink[] = [];
  return {
    server,
    async link(prefix: string = randomUUID(), log = silent): Promise<RedisLink> {
      const link = openRedisLink({ url: server.url, prefix }, log);
      links.push(link);
      if (!(await whenUp(link, 20_000))) throw new Error(`redis was not reached:\n${server.output()}`);
      return link;
    },
    async close(): Promise<void> {
      for (const link of links) link.close();
      await server.stop();
    },
  };
}

export type TestRedis = Awaited<ReturnType<typeof openTestRedis>>;
