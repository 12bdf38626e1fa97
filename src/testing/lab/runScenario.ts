import {
  acceptFiles,
  offerFiles,
  request,
  save,
  untilPercent,
  untilVerified,
  type Visitor,
} from '../journeys/support/people.ts';
import { makeRandomFile, sha256 } from '../journeys/support/video.ts';
import { type Figures, figuresOf } from './figures.ts';
import { makeGround } from './ground.ts';
import { keepJournal, type Sample, transferIdOf } from './journal.ts';
import type { Scenario } from './scenarios.ts';
import { openStage } from './stage.ts';

const LONGEST_MS = 150_000;
const MIB = 1024 * 1024;

/** How one scenario went. Times in the journals are those of the clock. */
export interface Outcome {
  scenario: Scenario;
  /** Why it counts as failed: in the driver's words, then in those on the receiver's screen. Null when the file arrived. */
  failure: string | null;
  figures: Figures | null;
  acceptedAtMs: number;
  brokeAtMs: number | null;
  received: Sample[];
}

/** Plays a scenario from empty ground to the saved file, whose SHA-256 decides. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const ground = makeGround();
  try {
    const routers = await scenario.place(ground, scenario.quality);
    const stage = await openStage(ground);
    try {
      return await play(scenario, { ...ground, ...stage, routers });
    } finally {
      await stage.close();
    }
  } finally {
    ground.remove();
  }
}

async function play(scenario: Scenario, scene: Parameters<NonNullable<Scenario['half']>>[0]): Promise<Outcome> {
  const { sender, receiver, product, matchId, territory } = scene;
  const path = makeRandomFile(territory.folder, 'clip.mp4', scenario.sizeMib * MIB);
  await offerFiles(sender, [path]);
  await request(receiver).waitFor();
  const transferId = await transferIdOf(receiver, product, matchId);
  const sent = await keepJournal(sender, 'sender', transferId);
  const received = await keepJournal(receiver, 'receiver', transferId);
  const acceptedAtMs = Date.now();
  const outcome: Outcome = { scenario, failure: null, figures: null, acceptedAtMs, brokeAtMs: null, received };
  try {
    await acceptFiles(receiver);
    if (scenario.half) {
      await untilPercent(receiver, 50, LONGEST_MS);
      outcome.brokeAtMs = await scenario.half(scene);
    }
    await Promise.all([untilVerified(receiver, LONGEST_MS), untilVerified(sender, LONGEST_MS)]);
    const verifiedAtMs = received.find(({ state }) => state === 'verified')?.atMs ?? Date.now();
    const { brokeAtMs } = outcome;
    const sizeBytes = scenario.sizeMib * MIB;
    outcome.figures = figuresOf({ sizeBytes, acceptedAtMs, brokeAtMs, verifiedAtMs, sent, received });
    const saved = await save(receiver);
    if ((await sha256(saved.path)) !== (await sha256(path))) throw new Error('the saved file is another one');
  } catch (error) {
    outcome.failure = `${(error as Error).message.split('\n')[0]}; on the screen: ${await screenOf(receiver)}`;
  }
  return outcome;
}

async function screenOf({ page }: Visitor): Promise<string> {
  const region = page.getByRole('region', { name: 'What is exchanged' });
  const text = await region.innerText({ timeout: 2000 }).catch(() => 'nothing');
  return text.replace(/\s+/g, ' ').slice(0, 300);
}
