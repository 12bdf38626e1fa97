// npm run bench -- NAME: prints, as its last line, one JSON object (DESIGN section 8).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src', 'testing', 'benches');
const suffix = '.bench.ts';

const name = process.argv[2] ?? '';
const fileName = name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase()) + suffix;

if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, fileName))) {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  console.error(`npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`);
  process.exit(2);
}

const { status, signal } = spawnSync(process.execPath, ['--import', 'tsx', join(folder, fileName)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(signal ? 1 : (status ?? 1));
