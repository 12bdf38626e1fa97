import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './setup.mjs';

/** Pages that people meet first: the one at the root, and those behind a share link and an event's code. */
export const firstPages = ['shell/WelcomeScreen.tsx', 'transfers/shares/SharePage.tsx', 'events/JoinScreen.tsx'];

/** The scripts that a browser needs before it can show a page, its lazy part included, and their size in gzip bytes. */
export function firstLoad(page = firstPages[0]) {
  const web = join(root, 'dist/web');
  const manifest = JSON.parse(readFileSync(join(web, 'manifest.json'), 'utf8'));
  const chunks = new Set();
  const add = (key) => {
    if (chunks.has(key)) return;
    chunks.add(key);
    for (const imported of manifest[key].imports ?? []) add(imported);
  };
  add('index.html');
  add(page);
  // The theme is set before the first paint by a script beside the bundle.
  const outside = [...readFileSync(join(web, 'index.html'), 'utf8').matchAll(/<script[^>]+src="\/([^"]+)"/g)].map(
    ([, path]) => path,
  );
  const files = [...new Set([...outside, ...[...chunks].map((key) => manifest[key].file)])];
  const sizes = files.map((file) => gzipSync(readFileSync(join(web, file)), { level: 9 }).length);
  return { files, gzipBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
