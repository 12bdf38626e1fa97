import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from './freePort.ts';
import { type Service, startService } from './service.ts';

/** A node of a cluster, from the sources, as a process that can be killed. */
export interface NodeProcess extends Pick<Service, 'kill' | 'pause' | 'resume' | 'output'> {
  url: string;
  /** Starts it again after it was killed, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 240_000;

export async function startNodeProcess(settings: Record<string, string>): Promise<NodeProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-node-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const service = startService(process.execPath, ['--import', 'tsx', 'src/server/main.ts'], { env });
  async function start(): Promise<void> {
    service.start();
    const isReady = () =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await pollUntil(isReady, { timeoutMs: START_LIMIT_MS, intervalMs: 250, failure: service.output });
  }
  await start();
  return {
    ...service,
    url,
    start,
    async stop(): Promise<void> {
      await service.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
