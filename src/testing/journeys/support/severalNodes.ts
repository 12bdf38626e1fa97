import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../../services/cluster.ts';
import type { Product } from './product.ts';

/** `npm run journeys -- --nodes 3`: how many nodes serve the product, behind nginx; 0 for one process by itself. */
export const nodeCount = Number(process.env.JOURNEY_NODES ?? 0);

/** The product as organisers of large events run it: nodes behind nginx, PostgreSQL, Redis, one relay folder for all. */
export async function startSeveral(count: number, settings: Record<string, string>): Promise<Product> {
  // What journeys ask without a browser meets a certificate that nginx made for itself, as the browsers do.
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const dataDir = mkdtempSync(join(tmpdir(), 'spotlight-journey-'));
  const cluster = await startCluster(count, {
    ...{ RELAY_DIR: join(dataDir, 'relay'), RELAY_ACCEL: '/relay-bytes/', LOG_LEVEL: 'warn' },
    ...settings,
  });
  const { nginx, nodes } = cluster;
  const killAll = (signal: NodeJS.Signals) => Promise.all(nodes.map((node) => node.kill(signal)));
  return {
    url: nginx.url,
    dataDir,
    start: async () => void (await Promise.all(nodes.map((node) => node.startReady()))),
    end: async (signal) => (await killAll(signal))[0] ?? null,
    kill: async () => void (await killAll('SIGKILL')),
    output: () => [nginx, ...nodes].map((process) => process.output()).join('\n'),
    async stop() {
      await cluster.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
