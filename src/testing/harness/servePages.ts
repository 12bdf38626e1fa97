import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';

export interface ServedPages {
  url(path: string): string;
  close(): Promise<void>;
}

const folder = 'src/testing/harness';
const pages = ['engine', 'files', 'peerLinks', 'rawBlast'];

/** Serves the harness pages, bundled as the product is: opening one is a few requests instead of one for each module. */
export async function servePages(): Promise<ServedPages> {
  const outDir = await mkdtemp(join(tmpdir(), 'harness-'));
  const common = { configFile: false, root: process.cwd(), logLevel: 'error', appType: 'mpa' } as const;
  await build({
    ...common,
    publicDir: false,
    worker: { format: 'es' },
    build: {
      outDir,
      target: 'es2022',
      minify: false,
      rolldownOptions: { input: pages.map((page) => `${folder}/${page}/index.html`) },
    },
  });
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.httpServer.address();
  if (!address || typeof address === 'string') throw new Error('the harness server has no port');
  return {
    url: (path) => `http://127.0.0.1:${address.port}/${folder}/${path}`,
    async close() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
