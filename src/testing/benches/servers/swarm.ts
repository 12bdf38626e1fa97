import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Own } from './runBench.ts';
import type { SwarmAnswer, SwarmCommand } from './swarmProcess.ts';

/** Clients in a process of their own, so that the memory and the processor that they need are not the server's. */
export interface Swarm {
  /** Opens a socket for each cookie, at these nodes in turn, so many at a time; done when all were told that they are ready. */
  open(urls: string[], cookies: (string | null)[], atOnce: number): Promise<{ seconds: number; latencies: number[] }>;
  /** Leaves where they were, if that is still there, and opens all of them elsewhere at once. */
  storm(url: string): Promise<{ seconds: number; latencies: number[] }>;
  /** Counts from here on what is heard under this name. */
  listen(name: string): Promise<void>;
  /** What was heard since then, once it is as much as that. */
  heard(count: number): Promise<{ count: number; latencies: number[] }>;
  /** How many are open and ready. */
  count(): Promise<number>;
  closeAll(): Promise<void>;
}

export function startSwarm(own: Own): Swarm {
  const path = fileURLToPath(new URL('./swarmProcess.ts', import.meta.url));
  const child = fork(path, { execArgv: ['--import', 'tsx', '--max-old-space-size=3000'] });
  const endWithUs = () => child.kill('SIGKILL');
  process.on('exit', endWithUs);
  own(async () => void child.kill('SIGKILL'));

  function ask(command: SwarmCommand): Promise<SwarmAnswer> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the clients ended'));
      child.once('exit', onExit);
      child.once('message', (answer: SwarmAnswer) => {
        child.off('exit', onExit);
        if (answer.error) reject(new Error(answer.error));
        else resolve(answer);
      });
      child.send(command);
    });
  }
  return {
    open: (urls, cookies, atOnce) => ask({ does: 'open', urls, cookies, atOnce }),
    storm: (url) => ask({ does: 'storm', url }),
    listen: async (name) => void (await ask({ does: 'listen', name })),
    heard: (count) => ask({ does: 'heard', count }),
    count: async () => (await ask({ does: 'count' })).count,
    closeAll: async () => void (await ask({ does: 'close' })),
  };
}
