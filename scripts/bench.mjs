/** `npm run bench -- NAME`: measures; its last line is one JSON object (`src/testing/benches/benchResult.ts`). */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureGenerated, ensurePackages, ensurePrograms, root, run, testPrograms } from './setup.mjs';

const folder = join(root, 'src', 'testing', 'benches');
const benches = new Map(
  readdirSync(folder)
    .filter((file) => /\.bench\.ts$/.test(file))
    .map((file) => [file.split('.')[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), file]),
);

const file = benches.get(process.argv[2]);
if (!file) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${[...benches.keys()].join(', ')}`);
  process.exit(2);
}

ensurePackages();
ensurePrograms(testPrograms);
ensureGenerated();
ensureBuilt();
run(process.execPath, ['--import', 'tsx', join(folder, file)]);
