import { runScenario } from './runScenario.ts';
import { scenarios } from './scenarios.ts';
import { whyNoLab } from './system.ts';

const refusal = whyNoLab();
if (refusal) {
  console.error(refusal);
  process.exit(1);
}
const names = process.argv.slice(2);
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(
    `No scenario is called ${unknown.join(', ')}. There are: ${scenarios.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
for (const scenario of scenarios.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const outcome = await runScenario(scenario);
  console.log(scenario.name, outcome.failure, outcome.figures);
}
