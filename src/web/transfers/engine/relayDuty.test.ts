import { expect, it } from 'vitest';
import type { RelayState } from '../../../shared/transfers/relay.ts';
import { RelayDuty, type RelayDutyParts } from './relayDuty.ts';
import type { RelayWord } from './relayLine.ts';

const decision = { reason: null, abandon: [], uploads: 0 } as unknown as Parameters<RelayDuty['follow']>[0];
const sealedRoot = 'AAAA';

/** A sender whose one file lies in the relay with all its blocks. */
function dutyOf() {
  const said: RelayWord[] = [];
  const file = { index: 0, isVerified: false, recorded: { isFull: true }, source: new Blob() };
  const segments = { readyBytes: 1000, ready: [], uploading: [], adopt() {} };
  const parts = {
    ladder: { segments, relayBytes: 1000, isAllElsewhere: true },
    files: { all: [file], sealedRootOf: async () => sealedRoot },
    relay: { say: (word: RelayWord) => said.push(word), renewSession: async () => {} },
    isHandshaken: () => false,
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

it('knows from the relay itself which roots it has', async () => {
  const { duty, rootsSaid } = dutyOf();
  const state = { segments: [], unfinished: [], roots: [{ file: 0, sealedRoot }], have: [], haveEpoch: null };
  duty.heard({ t: 'state', state: { ...state, isOpen: true, closedBecause: null, expiresAt: null } as RelayState });
  duty.follow(decision, 0);
  await Promise.resolve();
  expect(rootsSaid()).toEqual([]);
  expect(duty.report(0).hasAll).toBe(true);
});
