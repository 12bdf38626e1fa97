/** `npm test`: sets up what is missing, then checks everything, on the embedded database and on PostgreSQL, and drives real browsers. */
import { begin, deploymentPrograms, ensurePrograms, requireNode, run, testPrograms } from './setup.mjs';

requireNode();
// Packages and programs come at the same time: both mostly wait for the network.
const packages = begin(process.execPath, ['scripts/generate.mjs']);
ensurePrograms([...testPrograms, ...deploymentPrograms]);
await packages;
run(process.execPath, ['scripts/check.mjs']);
// The small clusters mostly wait, for what is killed to be missed and for leases to run out.
await Promise.all(['postgresTests', 'deployment'].map((name) => begin(process.execPath, [`scripts/${name}.mjs`])));
run(process.execPath, ['scripts/journeys.mjs']);
