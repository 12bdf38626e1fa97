/** `npm run check`: types, lint and boundaries, unused exports, migrations, unit and integration tests, size of the first load. */
import { checkPrograms, ensureBuilt, ensureGenerated, ensurePackages, ensurePrograms, run, runBin } from './setup.mjs';

ensurePackages();
ensureGenerated();
ensurePrograms(checkPrograms);
const steps = {
  types: () => runBin('typescript/bin/tsc', ['-b']),
  lint: () => runBin('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  'unused exports': () => runBin('knip/bin/knip.js', []),
  migrations: () => runBin('tsx/dist/cli.mjs', ['scripts/migration.ts', '--check']),
  tests: () => runBin('vitest/vitest.mjs', ['run']),
  build: () => ensureBuilt(),
  size: () => run(process.execPath, ['scripts/size.mjs']),
};
for (const [name, step] of Object.entries(steps)) {
  const begun = Date.now();
  step();
  console.log(`${name}: ok, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
