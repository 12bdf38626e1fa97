import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from './freePort.ts';
import { type Service, startService } from './service.ts';

/** A Redis of the test's own on loopback, which keeps nothing on disk. */
export interface RedisServer extends Pick<Service, 'kill' | 'pause' | 'resume' | 'output'> {
  url: string;
  /** Starts it again after it was killed: on the same port, and empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisServer(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-redis-'));
  const port = await freePort();
  const listens = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const service = startService('redis-server', [...listens, '--save', '', '--appendonly', 'no'], { cwd: folder });
  async function start(): Promise<void> {
    service.start();
    await pollUntil(() => answersPing(port), { timeoutMs: 30_000, failure: service.output });
  }
  await start();
  return {
    ...service,
    url: `redis://127.0.0.1:${port}`,
    start,
    async stop(): Promise<void> {
      await service.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a Redis answers there; one that listens may still be loading. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('data', (answer) => end(answer.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
  });
}
