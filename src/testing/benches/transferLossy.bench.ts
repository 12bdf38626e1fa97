import { openProfile } from '../harness/engine/profiles.ts';
import { servePages } from '../harness/servePages.ts';
import { browserOn } from '../lab/browserOn.ts';
import { makeGround } from '../lab/ground.ts';
import { getReady } from '../lab/ready.ts';
import { runScenario } from '../lab/runScenario.ts';
import { type Scenario, scenarioCalled } from '../lab/scenarios.ts';
import { median, printResult, rounded } from './benchResult.ts';
import { runRaw } from './transferRuns.ts';

/** Goodput of the whole product on a lossy link, over what one raw data channel does between the same phones. */
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
/** Enough for half a minute: such a channel crawls. */
const RAW_BYTES = Number(process.env.BENCH_RAW_BYTES ?? 3 * 1024 * 1024);

getReady();
const scenario = scenarioCalled('lossy-large');
/** Where finding the way, and the end, weigh most. */
const smallOne = scenarioCalled('lossy');
const pages = await servePages();
const raw: number[] = [];
const ours: number[] = [];
const small: number[] = [];
try {
  for (let run = 0; run < RUNS; run++) {
    raw.push(await rawMbit());
    ours.push(await oursMbit(scenario));
    small.push(await oursMbit(smallOne));
    const said = [raw, ours, small].map((values) => `${values.at(-1)!.toFixed(2)} Mbit/s`);
    console.log(`run ${run + 1}: raw ${said[0]}, ours ${said[1]}, with a smaller file ${said[2]}`);
  }
} finally {
  await pages.close();
}

const share = (mbit: number) => rounded(mbit / scenario.quality.rateMbit, 3);
const [one, all] = [median(raw), median(ours)];
printResult({
  bench: 'transfer-lossy',
  ours: rounded(all),
  reference: rounded(one),
  unit: 'Mbit/s',
  ratio: rounded(all / one),
  runs: RUNS,
  note: `share of the link: ours ${share(all)} with ${scenario.sizeMib} MiB, ${share(median(small))} with ${smallOne.sizeMib} MiB, one raw connection ${share(one)}; ${smallOne.title}, from the acceptance until verified`,
});

async function oursMbit(played: Scenario): Promise<number> {
  const { figures, failure } = await runScenario(played);
  if (!figures || failure) throw new Error(`the file did not arrive: ${failure}`);
  return figures.goodputMbit;
}

async function rawMbit(): Promise<number> {
  const ground = makeGround();
  try {
    await scenario.place(ground, scenario.quality);
    const origin = new URL(pages.url('')).origin;
    const open = async (side: 'sender' | 'receiver') => {
      const profile = await openProfile(browserOn(ground.phones[side], ground.territory.folder, origin));
      // The pages are served outside of the phone's network.
      await profile.context.route(`${origin}/**`, async (route) => {
        const response = await fetch(route.request().url());
        const headers = Object.fromEntries(response.headers);
        await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
      });
      return profile;
    };
    const profiles = { sender: await open('sender'), receiver: await open('receiver') };
    try {
      const { megabytesPerSecond } = await runRaw(profiles, pages.url('rawBlast/index.html'), RAW_BYTES);
      return megabytesPerSecond * 8;
    } finally {
      await Promise.all([profiles.sender.close(), profiles.receiver.close()]);
    }
  } finally {
    ground.remove();
  }
}
