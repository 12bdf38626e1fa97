import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pictureOf } from './picture.ts';
import { play } from './play.ts';
import { keepResults, type Result, resultOf, tableOf } from './results.ts';
import { canFakeTime, scenarios } from './scenarios.ts';
import { setStage } from './stage.ts';

/** `npm run chaos`: breaks what an installation is made of, one after another; keeps the results in docs/chaos. */
const docs = (name: string) => fileURLToPath(new URL(`../../../docs/chaos/${name}`, import.meta.url));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(
    `No scenario is called ${unknown.join(', ')}. There are: ${scenarios.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
if (process.getuid?.() !== 0 || !canFakeTime) {
  console.error(
    'The chaos suite mounts a small disk and sets a clock: it must be root, and needs the package faketime.',
  );
  process.exit(1);
}

const stage = await setStage();
const results: Result[] = [];
try {
  for (const scenario of scenarios.filter(({ name }) => names.length === 0 || names.includes(name))) {
    console.log(`${scenario.title}…`);
    const result = resultOf(await play(scenario, stage));
    for (const fault of result.faults) console.log(`  ${fault}`);
    results.push(result);
    writeFileSync(docs('results.svg'), pictureOf(keepResults(docs('results.json'), [result])));
  }
} finally {
  await stage.close();
}
console.log(`\n${tableOf(results)}`);
process.exit(results.some(({ faults }) => faults.length > 0) ? 1 : 0);
