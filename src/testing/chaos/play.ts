import { pollUntil } from '../journeys/support/poll.ts';
import type { Chatter } from './chatter.ts';
import { faultsOf, readWhole } from './checks.ts';
import { piecesIn } from './expired.ts';
import type { Scenario } from './scenarios.ts';
import type { Stage } from './stage.ts';

/** How a scenario went. */
export interface Outcome {
  scenario: Scenario;
  /** What was wrong afterwards, in words; empty when nothing was. */
  faults: string[];
  /** From the strike, or the end of what was to last, until all could write again and read each other. */
  recoverSeconds: number | null;
  /** The longest that anybody's message took to be acknowledged. */
  slowestSeconds: number;
  messages: number;
  /** For each second since the beginning: how many messages were acknowledged. */
  course: number[];
  struckAtSeconds: number;
}

const RECOVERS_WITHIN_MS = 120_000;
/** Connections that say nothing last for 45 s. */
const GHOST_GONE_WITHIN_MS = 90_000;
/** Bytes whose row went while they were written are found by a sweep that comes every five minutes. */
const SWEPT_WITHIN_MS = 330_000;

/** Plays one scenario while people chat, agree and send files, and then looks whether anything was lost. */
export async function play(scenario: Scenario, stage: Stage): Promise<Outcome> {
  const { chatters } = stage;
  const beganAtMs = Date.now();
  const before = chatters.map(({ acknowledged }) => acknowledged.length);
  for (const chatter of chatters) chatter.write();
  const ghost = await stage.bringGhost();
  const underWay = await stage.pair.begin();

  const faults: string[] = [];
  const check = async (what: string, work: () => Promise<boolean>) => {
    const isFine = await work().catch((error: unknown) => {
      faults.push(`${what}: ${error instanceof Error ? error.message : error}`);
      return true;
    });
    if (!isFine) faults.push(what);
  };

  ghost.vanish();
  const struckAtMs = Date.now();
  const striking = scenario.strike(stage);
  const agreeing = check('two could not agree to exchange', () => stage.agree());
  const fromMs = await striking.catch((error: unknown) => {
    faults.push(String(error));
    return Date.now();
  });
  let recoverSeconds: number | null = null;
  await check('not all could write and read again', async () => {
    await pollUntil(() => canAllTalk(chatters, fromMs), {
      timeoutMs: RECOVERS_WITHIN_MS,
      failure: () => chatters.map(({ socket }) => (socket.connected ? 'here' : 'away')).join(', '),
    });
    recoverSeconds = (Date.now() - fromMs) / 1000;
    return true;
  });
  await agreeing;
  await check('what arrived is not what was sent', () => underWay.arrives());
  for (const chatter of chatters) chatter.rest();
  await check('somebody is counted as here who is not', async () => {
    const isRight = async () => (await stage.hereCount()) === chatters.length;
    await pollUntil(isRight, { timeoutMs: GHOST_GONE_WITHIN_MS, intervalMs: 500, failure: () => 'still' });
    return true;
  });
  await check('pieces are left in the relay', async () => {
    await pollUntil(() => piecesIn(stage.cluster) === 0, { timeoutMs: SWEPT_WITHIN_MS, failure: () => 'still' });
    return true;
  });
  await check('the conversation could not be read', async () => {
    faults.push(...(await conversationFaults(stage)));
    return true;
  });

  const sent = chatters.flatMap(({ acknowledged }, n) => acknowledged.slice(before[n]));
  return {
    scenario,
    faults,
    recoverSeconds,
    slowestSeconds: Math.max(0, ...sent.map(({ ackedAtMs, writtenAtMs }) => (ackedAtMs - writtenAtMs) / 1000)),
    messages: sent.length,
    course: perSecond(
      sent.map(({ ackedAtMs }) => ackedAtMs),
      beganAtMs,
    ),
    struckAtSeconds: (struckAtMs - beganAtMs) / 1000,
  };
}

/** Each has had something acknowledged that was written since then, and sees what each other wrote since. */
function canAllTalk(chatters: Chatter[], sinceMs: number): boolean {
  const fresh = chatters.map(({ acknowledged }) => acknowledged.find(({ writtenAtMs }) => writtenAtMs >= sinceMs));
  if (fresh.some((one) => !one)) return false;
  const ids = fresh.map((one) => one!.message.id);
  return chatters.every((chatter) => {
    const shown = new Set(chatter.shown().map(({ id }) => id));
    return chatter.socket.connected && ids.every((id) => shown.has(id));
  });
}

async function conversationFaults({ chatters, conversationId }: Stage): Promise<string[]> {
  const isQuiet = () => chatters.every((chatter) => chatter.waiting() === 0);
  await pollUntil(isQuiet, { timeoutMs: 60_000, failure: () => 'something is never acknowledged' });
  const stored = await readWhole(chatters[0]!.client, conversationId);
  const hasAll = () => chatters.every((chatter) => chatter.shown().at(-1)?.seq === stored.at(-1)?.seq);
  await pollUntil(hasAll, { timeoutMs: 30_000, failure: () => '' }).catch(() => {});
  return faultsOf(stored, chatters);
}

function perSecond(momentsMs: number[], fromMs: number): number[] {
  const course: number[] = [];
  for (const moment of momentsMs) {
    const second = Math.floor((moment - fromMs) / 1000);
    while (course.length <= second) course.push(0);
    course[second]! += 1;
  }
  return course;
}
