import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';

export interface ServedPages {
  url(path: string): string;
  close(): Promise<void>;
}

/** Serves the harness pages of src/testing/harness, and the modules they import, as the browser needs them. */
export async function servePages(): Promise<ServedPages> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'harness-'));
  const server = await createServer({
    configFile: false,
    root: process.cwd(),
    cacheDir,
    appType: 'mpa',
    logLevel: 'error',
    // No page may reload because a file changed while a journey runs.
    server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false, watch: null },
    // The only one that leans on CommonJS, which a worker cannot load as it is.
    optimizeDeps: { noDiscovery: true, include: ['tus-js-client'] },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (!address || typeof address === 'string') throw new Error('the harness server has no port');
  return {
    url: (path) => `http://127.0.0.1:${address.port}/src/testing/harness/${path}`,
    async close() {
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
