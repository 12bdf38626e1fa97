/** `npm run lab`: the built product between two phones, in networks of every kind; `npm run lab -- NAME...` plays some. */
import { ensureGenerated, ensurePackages, runBin } from './setup.mjs';

ensurePackages();
ensureGenerated();
runBin('tsx/dist/cli.mjs', ['src/testing/lab/main.ts', ...process.argv.slice(2)]);
