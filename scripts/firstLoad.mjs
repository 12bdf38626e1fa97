import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './setup.mjs';

/** The scripts that the page needs before it can show its first route, and their size in gzip bytes. */
export function firstLoad() {
  const web = join(root, 'dist/web');
  const page = readFileSync(join(web, 'index.html'), 'utf8');
  const files = new Set();
  const add = (path) => {
    if (files.has(path)) return;
    files.add(path);
    // Static imports only: what is imported later is not waited for.
    for (const [, name] of readFileSync(path, 'utf8').matchAll(
      /(?:^|[;\s}])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["'](\.[^"']+\.js)["']/g,
    ))
      add(resolve(dirname(path), name));
  };
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)) add(join(web, path));
  const sizes = [...files].map((path) => gzipSync(readFileSync(path), { level: 9 }).length);
  return { files: [...files], gzipBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
