import { makeEnginePair } from '../harness/engine/pair.ts';
import { openProfile } from '../harness/engine/profiles.ts';
import { servePages } from '../harness/servePages.ts';
import { printResult, rounded } from './benchResult.ts';
import { memoryMb, rendererIds } from './browserProcesses.ts';
import { makeRandomFile } from './randomFile.ts';

/** How much either page's process grows over the idle page while a gigabyte passes. */
const BYTES = Number(process.env.BENCH_BYTES ?? 1024 ** 3);
const LIMIT_MB = 80;
const LOOK_MS = 250;

const pages = await servePages();
const file = makeRandomFile(BYTES);
const profiles = { sender: await openProfile(), receiver: await openProfile() };
const growth = { sender: 0, receiver: 0 };

try {
  const pair = await makeEnginePair(profiles, pages.url('engine/index.html'));
  await pair.choose([file.path]);
  const watched = (['sender', 'receiver'] as const).flatMap((side) =>
    rendererIds(profiles[side].folder).map((id) => ({ side, id, idleMb: memoryMb(id) })),
  );
  const look = () => {
    for (const { side, id, idleMb } of watched) growth[side] = Math.max(growth[side], memoryMb(id) - idleMb);
  };
  const timer = setInterval(look, LOOK_MS);
  await pair.start('receiver');
  await pair.start('sender');
  await pair.meet();
  await pair.untilState('receiver', 'verified', 1_200_000);
  await pair.untilState('sender', 'verified');
  look();
  clearInterval(timer);
} finally {
  await Promise.all([profiles.sender.close(), profiles.receiver.close()]);
  await pages.close();
  file.remove();
}

const ours = Math.max(growth.sender, growth.receiver);
printResult({
  bench: 'transfer-memory',
  ours: rounded(ours, 1),
  reference: LIMIT_MB,
  unit: 'MB',
  ratio: rounded(ours / LIMIT_MB, 3),
  runs: 1,
  note: `peak growth of the page's process (PSS) over the idle page, ${BYTES} bytes: sender ${growth.sender.toFixed(1)}, receiver ${growth.receiver.toFixed(1)}`,
});
