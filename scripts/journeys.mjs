/** `npm run journeys`: real browsers against the built product. Arguments go to Vitest: `npm run journeys -- exchange`. */
import { ensureBuilt, ensureGenerated, ensurePackages, ensurePrograms, runBin, testPrograms } from './setup.mjs';

ensurePackages();
ensurePrograms(testPrograms);
ensureGenerated();
ensureBuilt();
runBin('vitest/vitest.mjs', ['run', '--config', 'vitest.journeys.config.ts', ...process.argv.slice(2)]);
