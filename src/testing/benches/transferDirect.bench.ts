import { openProfile } from '../harness/engine/profiles.ts';
import { servePages } from '../harness/servePages.ts';
import { median, printResult, rounded } from './benchResult.ts';
import { makeRandomFile } from './randomFile.ts';
import { type Passage, runEngine, runRaw } from './transferRuns.ts';

/** Goodput of the whole engine, disk to disk, over what one raw data channel does between the same two browsers. */
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const BYTES = Number(process.env.BENCH_BYTES ?? 256 * 1024 * 1024);

const pages = await servePages();
const file = makeRandomFile(BYTES);
const profiles = { sender: await openProfile(), receiver: await openProfile() };
const raw: Passage[] = [];
const ours: Passage[] = [];

try {
  for (let run = 0; run < RUNS; run++) {
    // In turn, and each first as often, so that neither gains from what else the machine does.
    const steps = [
      async () => raw.push(await runRaw(profiles, pages.url('rawBlast/index.html'), BYTES)),
      async () => ours.push(await runEngine(profiles, pages.url('engine/index.html'), file.path, BYTES)),
    ];
    for (const step of run % 2 === 0 ? steps : steps.reverse()) await step();
    const text = ({ megabytesPerSecond, processorPerGb }: Passage) =>
      `${megabytesPerSecond.toFixed(1)} MB/s at ${processorPerGb.toFixed(1)} CPU-s/GB`;
    console.log(`run ${run + 1}: raw ${text(raw[run]!)}, ours ${text(ours[run]!)}`);
  }
} finally {
  await Promise.all([profiles.sender.close(), profiles.receiver.close()]);
  await pages.close();
  file.remove();
}

const speed = (passages: Passage[]) => median(passages.map(({ megabytesPerSecond }) => megabytesPerSecond));
const processor = (passages: Passage[]) => median(passages.map(({ processorPerGb }) => processorPerGb)).toFixed(1);
printResult({
  bench: 'transfer-direct',
  ours: rounded(speed(ours)),
  reference: rounded(speed(raw)),
  unit: 'MB/s',
  ratio: rounded(speed(ours) / speed(raw), 3),
  runs: RUNS,
  note: `${BYTES} bytes from disk to disk, verified; CPU-s/GB of both browsers: ours ${processor(ours)}, raw ${processor(raw)}`,
});
