/** `npm run deployment`: the shipped nginx, compose and image files, migrations, backups and a rolling update, on real processes. */
import { deploymentPrograms, ensureBuilt, ensureGenerated, ensurePackages, ensurePrograms, runBin } from './setup.mjs';

ensurePackages();
ensurePrograms(deploymentPrograms);
ensureGenerated();
ensureBuilt();
runBin('vitest/vitest.mjs', ['run', '--config', 'vitest.deployment.config.ts', ...process.argv.slice(2)]);
