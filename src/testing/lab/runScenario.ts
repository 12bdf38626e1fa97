import {
  acceptFiles,
  ask,
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
import { keepJournal, type Sample } from './journal.ts';
import type { Scenario, Scene } from './scenarios.ts';
import { openStage } from './stage.ts';

/** Enough for every misfortune and a busy machine; and on top of it what a fifth of the link would take. */
const LONGEST_MS = 150_000;
const MIB = 1024 * 1024;

/** How one scenario went. Times are those of the clock. */
export interface Outcome {
  scenario: Scenario;
  /** Why it counts as failed; null when the file arrived. */
  failure: string | null;
  figures: Figures | null;
  acceptedAtMs: number;
  brokeAtMs: number | null;
  received: Sample[];
}

/** Plays a scenario from empty ground to the saved file, whose SHA-256 decides. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const outcome: Outcome = {
    scenario,
    failure: null,
    figures: null,
    acceptedAtMs: Date.now(),
    brokeAtMs: null,
    received: [],
  };
  const ground = makeGround();
  try {
    const routers = await scenario.place(ground, scenario.quality);
    const stage = await openStage(ground);
    try {
      await play({ ...ground, ...stage, routers }, outcome);
    } finally {
      await stage.close();
    }
  } catch (error) {
    outcome.failure = (error as Error).message;
  } finally {
    ground.remove();
  }
  return outcome;
}

async function play(scene: Scene, outcome: Outcome): Promise<void> {
  const { sender, receiver, product, matchId, territory } = scene;
  const { half, sizeMib, quality } = outcome.scenario;
  const sizeBytes = sizeMib * MIB;
  const longestMs = LONGEST_MS + (5 * sizeBytes * 8) / (1000 * quality.rateMbit);
  const path = makeRandomFile(territory.folder, 'clip.mp4', sizeBytes);
  await offerFiles(sender, [path]);
  await request(receiver).waitFor();
  const [transfer] = await ask<{ id: string }[]>(receiver, product, 'transfers.listByMatch', { matchId });
  const sent = await keepJournal(sender, 'sender', transfer!.id);
  const received = await keepJournal(receiver, 'receiver', transfer!.id);
  outcome.received = received;
  const acceptedAtMs = Date.now();
  outcome.acceptedAtMs = acceptedAtMs;
  try {
    await acceptFiles(receiver);
    if (half) {
      await untilPercent(receiver, 50, longestMs);
      outcome.brokeAtMs = await half(scene);
    }
    await Promise.all([untilVerified(receiver, longestMs), untilVerified(sender, longestMs)]);
    const verifiedAtMs = received.find(({ state }) => state === 'verified')?.atMs ?? Date.now();
    const { brokeAtMs } = outcome;
    outcome.figures = figuresOf({ sizeBytes, acceptedAtMs, brokeAtMs, verifiedAtMs, sent, received });
    const saved = await save(receiver);
    if ((await sha256(saved.path)) !== (await sha256(path))) throw new Error('the saved file is another one');
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw new Error(`${reason}; on the receiver's screen: ${await screenOf(receiver)}`, { cause: error });
  }
}

async function screenOf({ page }: Visitor): Promise<string> {
  const region = page.getByRole('region', { name: 'What is exchanged' });
  const text = await region.innerText({ timeout: 2000 }).catch(() => 'nothing');
  return text.replace(/\s+/g, ' ').slice(0, 300);
}
