/** `npm test`: sets up what is missing, then checks everything, on the embedded database and on PostgreSQL, and drives real browsers. */
import { ensurePackages, ensurePrograms, requireNode, run, testPrograms } from './setup.mjs';

requireNode();
ensurePackages();
ensurePrograms(testPrograms);
run(process.execPath, ['scripts/check.mjs']);
run(process.execPath, ['scripts/postgresTests.mjs']);
run(process.execPath, ['scripts/journeys.mjs']);
