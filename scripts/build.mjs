/** `npm run build`: the server by the compiler, the web app by Vite, and each text file compressed beside itself. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { begin, ensureGenerated, forgetBuild, root, runBin, serverParts } from './setup.mjs';

ensureGenerated();
forgetBuild();
for (const part of serverParts) rmSync(join(root, 'dist', part), { recursive: true, force: true });
const server = begin(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'),
  ...['-b', '--force', '--checkers', '1', 'tsconfig.server.json'],
]);
runBin('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
await server;

for (const entry of readdirSync(join(root, 'dist/web'), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html|svg|webmanifest|json)$/.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
