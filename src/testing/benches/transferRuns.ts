import type { Page } from 'playwright-core';
import { makeEnginePair, type Side } from '../harness/engine/pair.ts';
import type { Profile } from '../harness/engine/profiles.ts';
import { processorSeconds } from './browserProcesses.ts';

/** One measured passage of bytes between two browsers. */
export interface Passage {
  megabytesPerSecond: number;
  /** Processor seconds of both browsers for each GB (10^9 bytes). */
  processorPerGb: number;
}

export type Profiles = Record<Side, Profile>;
const MB = 1e6;

/** Bytes from memory over one data channel: what the browsers can do at most. */
export async function runRaw(profiles: Profiles, url: string, bytes: number): Promise<Passage> {
  const pages = await Promise.all(
    [profiles.sender, profiles.receiver].map(async ({ context }) => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => 'rawBlast' in window);
      return page;
    }),
  );
  const [sender, receiver] = pages as [Page, Page];
  const offer = await sender.evaluate(() => window.rawBlast.offer());
  const answer = await receiver.evaluate((sdp) => window.rawBlast.answer(sdp), offer);
  await sender.evaluate((sdp) => window.rawBlast.accept(sdp), answer);
  for (const page of pages) await page.waitForFunction(() => window.rawBlast.isOpen());
  const before = processorOf(profiles);
  const arrival = receiver.evaluate((wanted) => window.rawBlast.received(wanted), bytes);
  const beganAtMs = await sender.evaluate((wanted) => window.rawBlast.blast(wanted), bytes);
  const seconds = ((await arrival) - beganAtMs) / 1000;
  const processor = processorOf(profiles) - before;
  for (const page of pages) await page.close();
  return { megabytesPerSecond: bytes / MB / seconds, processorPerGb: (processor * 1e9) / bytes };
}

/** A file from disk to disk through the whole engine, from the first hello until the receiver has verified it. */
export async function runEngine(profiles: Profiles, url: string, path: string, bytes: number): Promise<Passage> {
  const pair = await makeEnginePair(profiles, url);
  try {
    await pair.choose([path]);
    await pair.start('receiver');
    await pair.start('sender');
    await pair.untilState('sender', 'waiting');
    await pair.untilState('receiver', 'waiting');
    const before = processorOf(profiles);
    await pair.meet();
    await pair.untilState('receiver', 'verified', 600_000);
    await pair.untilState('sender', 'verified');
    const processor = processorOf(profiles) - before;
    const states = await pair.pages.receiver.evaluate(() => window.engine.states());
    const at = (wanted: string) => states.find(({ state }) => state === wanted)!.atMs;
    const seconds = (at('verified') - at('transferring')) / 1000;
    await pair.pages.receiver.evaluate(() => window.engine.close());
    await pair.pages.receiver.evaluate((id) => window.engine.forget(id, 'receiver'), pair.options.transferId);
    return { megabytesPerSecond: bytes / MB / seconds, processorPerGb: (processor * 1e9) / bytes };
  } finally {
    await pair.close();
  }
}

function processorOf({ sender, receiver }: Profiles): number {
  return processorSeconds(sender.folder) + processorSeconds(receiver.folder);
}
