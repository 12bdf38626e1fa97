/** `npm test`: sets up what is missing, then checks everything, on the embedded database and on PostgreSQL, and drives real browsers. */
import { begin, deploymentPrograms, ensurePrograms, requireNode, run, testPrograms } from './setup.mjs';

requireNode();
// Packages and programs come at the same time: both mostly wait for the network.
const packages = begin(process.execPath, ['scripts/generate.mjs']);
ensurePrograms([...testPrograms, ...deploymentPrograms]);
await packages;
run(process.execPath, ['scripts/check.mjs']);
run(process.execPath, ['scripts/postgresTests.mjs']);
run(process.execPath, ['scripts/deployment.mjs']);
run(process.execPath, ['scripts/journeys.mjs']);
