import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pictureOf } from './picture.ts';
import { getReady } from './ready.ts';
import { keepResults, type Result, resultOf } from './results.ts';
import { runScenario } from './runScenario.ts';
import { scenarios } from './scenarios.ts';
import { tableOf } from './table.ts';

/** `npm run lab`: plays the scenarios named, or all, one after another; keeps the results in docs/lab. */
const docs = (name: string) => fileURLToPath(new URL(`../../../docs/lab/${name}`, import.meta.url));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(
    `No scenario is called ${unknown.join(', ')}. There are: ${scenarios.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
getReady();

const results: Result[] = [];
for (const scenario of scenarios.filter(({ name }) => names.length === 0 || names.includes(name))) {
  console.log(`${scenario.title}…`);
  const result = resultOf(await runScenario(scenario));
  results.push(result);
  writeFileSync(docs('results.svg'), pictureOf(keepResults(docs('results.json'), [result])));
}
console.log(`\n${tableOf(results)}`);
process.exit(results.some(({ failure }) => failure) ? 1 : 0);
