/** `npm run check`: types, lint and boundaries, unused exports, migrations, unit and integration tests, size of the first load. */
import {
  beginBin,
  checkPrograms,
  ensureBuilt,
  ensureGenerated,
  ensurePackages,
  ensurePrograms,
  run,
} from './setup.mjs';

ensurePackages();
ensureGenerated();
ensurePrograms(checkPrograms);

const tests = {
  tests: () => beginBin('vitest/vitest.mjs', ['run']),
};
const others = {
  types: () => beginBin('typescript/bin/tsc', ['-b']),
  lint: () => beginBin('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  'unused exports': () => beginBin('knip/bin/knip.js', []),
  migrations: () => beginBin('tsx/dist/cli.mjs', ['scripts/migration.ts', '--check']),
  build: ensureBuilt,
  size: () => run(process.execPath, ['scripts/size.mjs']),
};
// Tests wait often: the other core, and what they leave of theirs, does the rest meanwhile.
await Promise.all([inTurn(tests), inTurn(others)]);

async function inTurn(steps) {
  for (const [name, step] of Object.entries(steps)) {
    const begun = Date.now();
    await step();
    console.log(`${name}: ok, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }
}
