import { getReady } from '../lab/ready.ts';
import { runScenario } from '../lab/runScenario.ts';
import { scenarioCalled } from '../lab/scenarios.ts';
import { median, printResult, rounded } from './benchResult.ts';

/** Seconds without a new block after the direct path died in the middle of a file. */
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const REFERENCE_SECONDS = 15;

getReady();
const seconds: number[] = [];
const duplicates: number[] = [];
const ways = new Set<string>();
for (let run = 0; run < RUNS; run++) {
  const { figures, failure } = await runScenario(scenarioCalled('direct-dies'));
  if (!figures || failure) throw new Error(`the file did not arrive: ${failure}`);
  console.log(`run ${run + 1}: blocks again after ${figures.recoverSeconds} s, by ${figures.ways.join(' + ')}`);
  seconds.push(figures.recoverSeconds ?? Number.NaN);
  duplicates.push(figures.duplicateBytes);
  for (const way of figures.ways) ways.add(way);
}

const ours = median(seconds);
printResult({
  bench: 'transfer-handover',
  ours: rounded(ours),
  reference: REFERENCE_SECONDS,
  unit: 's',
  ratio: rounded(ours / REFERENCE_SECONDS, 3),
  runs: RUNS,
  note: `direct path cut at half between two NATs; longest ${Math.max(...seconds)} s; bytes that came twice ${median(duplicates)}, at most ${Math.max(...duplicates)}; ways ${[...ways].join(', ')}`,
});
