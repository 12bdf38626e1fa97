import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '../../journeys/support/poll.ts';
import { freePort } from '../../services/freePort.ts';
import { type Service, startService } from '../../services/service.ts';
import type { Own } from './runBench.ts';

/** One server process that is measured. */
export interface MeasuredNode extends Pick<Service, 'kill' | 'pid' | 'output'> {
  url: string;
  port: number;
}

export const JWT_SECRET = 'a secret that is only used in benches, and in no other place';

/** Starts the built product as one node of a cluster, and waits until it serves. */
export async function startNode(
  own: Own,
  settings: Record<string, string>,
  options: { nodeArgs?: string[] } = {},
): Promise<MeasuredNode> {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotlight-bench-'));
  own(async () => rmSync(dataDir, { recursive: true, force: true }));
  const fixed = { DATA_DIR: dataDir, HOST: '127.0.0.1', LOG_LEVEL: 'warn', JWT_SECRET, TRUST_PROXY: '127.0.0.1' };
  return startMeasured(own, [...(options.nodeArgs ?? []), 'dist/server/main.js'], { ...fixed, ...settings });
}

/** Starts the bare server that the product is compared with: a program of this folder. */
export function startBare(
  own: Own,
  program: string,
  settings: Record<string, string>,
  options: { nodeArgs?: string[] } = {},
): Promise<MeasuredNode> {
  const path = join('src/testing/benches/servers', program);
  return startMeasured(own, [...(options.nodeArgs ?? []), '--import', 'tsx', path], settings);
}

async function startMeasured(own: Own, args: string[], settings: Record<string, string>): Promise<MeasuredNode> {
  const port = await freePort();
  const env = { ...process.env, ...settings, PORT: String(port) };
  const service = startService(process.execPath, args, { env });
  let isEnding = false;
  const end = (signal: NodeJS.Signals = 'SIGKILL') => {
    isEnding = true;
    return service.kill(signal);
  };
  own(async () => {
    // One that ended by itself says why.
    if (!isEnding && !service.isRunning()) console.error(`a server ended by itself:\n${service.output()}`);
    await end();
  });
  service.start();
  const isReady = () => {
    if (!service.isRunning()) throw new Error(`a server ended at its start:\n${service.output()}`);
    return /is ready/.test(service.output());
  };
  await pollUntil(isReady, { timeoutMs: 90_000, failure: service.output });
  // One that chose a port itself says which.
  const url = new URL(/is ready at (\S+)/.exec(service.output())?.[1] ?? `http://127.0.0.1:${port}`);
  return { ...service, kill: end, url: url.origin, port: Number(url.port) };
}
