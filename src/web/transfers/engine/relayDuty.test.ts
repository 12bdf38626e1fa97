import { expect, it } from 'vitest';
import type { RelayState } from '../../../shared/transfers/relay.ts';
import { RelayDuty, type RelayDutyParts } from './relayDuty.ts';
import type { RelayWord } from './relayLine.ts';

const decision = { reason: null, abandon: [], uploads: 0 } as unknown as Parameters<RelayDuty['follow']>[0];
const sealedRoot = 'AAAA';

/** A sender whose one file lies in the relay with all its blocks; or has none, or came by other ways. */
function dutyOf({ relayBytes = 1000, blockCount = 1, isHandshaken = false, isUnderWay = false, hasFile = true } = {}) {
  const said: RelayWord[] = [];
  const file = {
    index: 0,
    blockCount,
    isVerified: false,
    recorded: { isFull: true },
    source: hasFile ? new Blob() : null,
  };
  const segments = { readyBytes: relayBytes, ready: [], uploading: [], adopt() {} };
  const parts = {
    ladder: { segments, relayBytes, isAllElsewhere: true },
    files: { all: [file], sealedRootOf: async () => sealedRoot },
    relay: { say: (word: RelayWord) => said.push(word), renewSession: async () => {} },
    isHandshaken: () => isHandshaken,
    isUnderWay: () => isUnderWay,
    onArrived() {},
    now: () => 0,
  };
  const duty = new RelayDuty(parts as unknown as RelayDutyParts);
  return { duty, rootsSaid: () => said.filter(({ t }) => t === 'root') };
}

it('says that all is there only when the relay has the roots, for without them nobody can verify it', async () => {
  const { duty, rootsSaid } = dutyOf();
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toEqual([{ t: 'root', file: 0, sealedRoot }]);
  expect(duty.report(0).hasAll).toBe(false);
  duty.heard({ t: 'root', file: 0, sealedRoot });
  expect(duty.report(0).hasAll).toBe(true);
  duty.follow(decision, 1);
  await Promise.resolve();
  expect(rootsSaid()).toHaveLength(1);
});

it('[P8] needs no file for the root of one that is sealed to its last block', async () => {
  const { duty, rootsSaid } = dutyOf({ hasFile: false });
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toEqual([{ t: 'root', file: 0, sealedRoot }]);
});

it('does not say that all is there while a part of it is only on its way to the receiver', () => {
  const { duty } = dutyOf({ isUnderWay: true });
  duty.heard({ t: 'root', file: 0, sealedRoot });
  expect(duty.report(0).hasAll).toBe(false);
});

const nothingThere = {
  ...{ segments: [], unfinished: [], roots: [], have: [], haveEpoch: null },
  ...{ isOpen: true, closedBecause: null, expiresAt: null },
} as unknown as RelayState;

it.each([
  { what: 'of files without any', blockCount: 0, hasAll: true },
  // Acknowledged is not yet durable: this device is still needed.
  { what: 'of those that came by other ways', blockCount: 1, hasAll: false },
])('brings the roots there also when it carries no byte: $what', async ({ blockCount, hasAll }) => {
  const { duty, rootsSaid } = dutyOf({ relayBytes: 0, blockCount });
  duty.heard({ t: 'state', state: nothingThere });
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toHaveLength(1);
  expect(duty.report(0).hasAll).toBe(false);
  duty.heard({ t: 'root', file: 0, sealedRoot });
  expect(duty.report(0).hasAll).toBe(hasAll);
});

it.each([
  ['full', 1],
  ['quota', 1],
  ['off', 0],
] as const)('[P8] brings the roots also to a relay that takes no more: %s', async (closedBecause, count) => {
  const { duty, rootsSaid } = dutyOf({ relayBytes: 0 });
  duty.heard({ t: 'state', state: { ...nothingThere, isOpen: false, closedBecause } });
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toHaveLength(count);
});

it('brings no roots there while the two meet and the relay is not used', async () => {
  const { duty, rootsSaid } = dutyOf({ relayBytes: 0, isHandshaken: true });
  duty.heard({ t: 'state', state: nothingThere });
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toEqual([]);
});

it('knows from the relay itself which roots it has', async () => {
  const { duty, rootsSaid } = dutyOf();
  duty.heard({ t: 'state', state: { ...nothingThere, roots: [{ file: 0, sealedRoot }] } });
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toEqual([]);
  expect(duty.report(0).hasAll).toBe(true);
});
