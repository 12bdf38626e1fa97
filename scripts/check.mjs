/** `npm run check`: types, lint and boundaries, unused exports, migrations, unit and integration tests, size of the first load. */
import {
  beginBin,
  checkMigrations,
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
  // It checks the server; what is left for the types is the web app and the tests.
  build: ensureBuilt,
  size: () => run(process.execPath, ['scripts/size.mjs']),
  // One checker: several would each work out the types that all files share, and the tests have the other core.
  types: () => beginBin('typescript/bin/tsc', ['-b', '--checkers', '1']),
  lint: () => beginBin('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  'unused exports': () => beginBin('knip/bin/knip.js', ['--cache', '--cache-location', '.stamp/knip']),
  migrations: checkMigrations,
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
