import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { AccountId, SegmentId, TransferId } from '../shared/core/ids.ts';
import type { NewSegment } from '../shared/transfers/relay.ts';
import { makeFakeClock } from './fakeClock.ts';
import { newSegmentOf, type PersonAtRelay, signUpAtRelay } from './relayClient.ts';
import { makeRenewedLimits } from './renewedLimits.ts';
import { startApp } from './startApp.ts';
import { makeTestRelay } from './testRelay.ts';
import { makeTransferRow } from './transferRows.ts';

/** The relay behind its door, over real connections: Anna sends to Ben, and Cleo has nothing to do with it. */

export const clock = makeFakeClock();
export let store: ReturnType<typeof makeTestRelay>;
export const logged: [text: string, facts: object][] = [];
export const limits = makeRenewedLimits();
export let server: Awaited<ReturnType<typeof startApp>>;
export let anna: PersonAtRelay;
export let ben: PersonAtRelay;
export let cleo: PersonAtRelay;
/** The transfer that segments are of, if a test does not say otherwise. */
export let transferId: TransferId;

/** To be called once in each file. */
export function setUpRelayDoor(): void {
  beforeAll(async () => {
    const record = (facts: object, text: string) => void logged.push([text, facts]);
    const log = { debug: record, info: record, warn: record, error: record };
    store = makeTestRelay();
    server = await startApp({ clock, log, limits, relay: store });
    anna = await signUpAtRelay(server, 'anna');
    ben = await signUpAtRelay(server, 'ben');
    cleo = await signUpAtRelay(server, 'cleo');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.adapters.db.transfer.deleteMany();
    await Promise.all(readdirSync(store.folder).map((name) => store.bytes.delete(name.slice(0, -7) as SegmentId)));
    await newTransfer(anna.id, ben.id);
    limits.renew();
    logged.length = 0;
  });
}

/** From now on segments are of this one. */
export async function newTransfer(from: AccountId, to: AccountId): Promise<void> {
  transferId = await makeTransferRow(server.adapters.db, from, to);
}

export const rows = () => server.adapters.db.relaySegment.count();

export async function begun(change: Partial<NewSegment> = {}): Promise<NewSegment> {
  const segment = newSegmentOf(transferId, change);
  expect((await anna.create(segment)).status).toBe(201);
  return segment;
}

export const offsetOf = async ({ segmentId }: NewSegment) =>
  Number((await anna.head(segmentId)).headers.get('upload-offset'));
