/** `npm run audit`: known weaknesses in what is shipped, as the registry tells, and a bill of materials (CycloneDX). */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

const target = join(root, 'dist/sbom.cdx.json');
const { stdout, status, stderr } = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'],
  { cwd: root, encoding: 'utf8', maxBuffer: 1e8 },
);
if (status !== 0) {
  console.error(stderr);
  process.exit(1);
}
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(target, stdout);
console.log(`${JSON.parse(stdout).components.length} packages, written to dist/sbom.cdx.json`);
run('npm', ['audit', '--omit', 'dev', '--audit-level', 'moderate']);
