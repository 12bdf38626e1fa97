/** `npm run dev`: the server restarting on change (PORT, default 3000), and Vite with hot reload in front of it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureGenerated, ensurePackages, root } from './setup.mjs';

ensurePackages();
ensureGenerated();
const env = { NODE_ENV: 'development', DEMO: 'true', DATA_DIR: 'data/dev', ...process.env };
const bin = (path, ...args) =>
  spawn(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root, stdio: 'inherit', env });
const children = [
  bin('tsx/dist/cli.mjs', 'watch', 'src/server/main.ts'),
  bin('vite/bin/vite.js', '--host', '127.0.0.1'),
];
for (const child of children) child.on('exit', (code) => end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));

function end(code) {
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = code;
}
