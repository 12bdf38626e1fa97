/**
 * `npm run journeys`: real browsers against the built product. Arguments go to Vitest: `npm run journeys -- exchange`. With
 * `--nodes 3` three nodes serve it, behind nginx, on PostgreSQL and Redis.
 */
import {
  deploymentPrograms,
  ensureBuilt,
  ensureGenerated,
  ensurePackages,
  ensurePrograms,
  runBin,
  testPrograms,
} from './setup.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--nodes');
if (at !== -1) process.env.JOURNEY_NODES = args.splice(at, 2)[1];

ensurePackages();
ensurePrograms([...testPrograms, ...(at === -1 ? [] : deploymentPrograms)]);
ensureGenerated();
ensureBuilt();
runBin('vitest/vitest.mjs', ['run', '--config', 'vitest.journeys.config.ts', ...args]);
