/** `npm run chaos`: an installation of several nodes, broken in every way while people use it; `npm run chaos -- NAME...` for some. */
import { chaosPrograms, ensureBuilt, ensureGenerated, ensurePackages, ensurePrograms, runBin } from './setup.mjs';

ensurePackages();
ensurePrograms(chaosPrograms);
ensureGenerated();
ensureBuilt();
runBin('tsx/dist/cli.mjs', ['src/testing/chaos/main.ts', ...process.argv.slice(2)]);
