import { describe, expect, it } from 'vitest';
import { type EngineReport, noRelay } from './engineReport.ts';
import { type SessionFacts, stateOf } from './sessionState.ts';

const report: EngineReport = {
  isHandshaken: true,
  unheardMs: 0,
  relay: noRelay,
  duplicateBytes: 0,
  liveConnections: 1,
  pausedBySelf: null,
  pausedByPeer: null,
  neededFiles: [],
  wholeFiles: 0,
  isAllVerified: false,
  blockMap: { done: [], reasked: [] },
  bytesDone: 5,
  bytesTotal: 10,
  bytesPerSecond: null,
  msLeft: null,
  ended: null,
  isCompleted: false,
};
const facts: SessionFacts = {
  report,
  isOtherTab: false,
  isPeerPresent: true,
  hasMet: false,
  isWayLost: false,
  failure: null,
};
const given = (change: Partial<EngineReport>, more: Partial<SessionFacts> = {}): SessionFacts => ({
  ...facts,
  ...more,
  report: { ...report, ...change },
});

describe('what a person is shown', () => {
  it.each([
    { name: 'before the engine runs', facts: { ...facts, report: null }, shown: { state: 'preparing' } },
    { name: 'run by another tab', facts: { ...facts, report: null, isOtherTab: true }, shown: { state: 'other_tab' } },
    {
      name: 'nobody there',
      facts: given({ isHandshaken: false }, { isPeerPresent: false }),
      shown: { state: 'waiting' },
    },
    { name: 'there, not met yet', facts: given({ isHandshaken: false }), shown: { state: 'connecting' } },
    { name: 'met before', facts: given({ isHandshaken: false }, { hasMet: true }), shown: { state: 'reconnecting' } },
    {
      name: 'met, and silent since',
      facts: { ...facts, hasMet: true, isWayLost: true },
      shown: { state: 'reconnecting' },
    },
    {
      name: 'met, silent and gone since',
      facts: { ...facts, hasMet: true, isWayLost: true, isPeerPresent: false },
      shown: { state: 'waiting' },
    },
    {
      name: 'met and silent since, while the relay carries it',
      facts: given({ relay: { ...noRelay, isMoving: true, isCarrying: true } }, { hasMet: true, isWayLost: true }),
      shown: { state: 'transferring' },
    },
    { name: 'under way', facts, shown: { state: 'transferring' } },
    { name: 'all there, not compared', facts: given({ bytesDone: 10 }), shown: { state: 'verifying' } },
    { name: 'compared', facts: given({ isAllVerified: true }), shown: { state: 'verified' } },
    {
      name: 'paused here, whatever the link does',
      facts: given({ pausedBySelf: 'disk_full', isHandshaken: false }),
      shown: { state: 'paused', by: 'self', reason: 'disk_full' },
    },
    {
      name: 'on mobile data, with all of it in the relay',
      facts: given({ isHandshaken: false, pausedBySelf: 'mobile_data', relay: { ...noRelay, hasAll: true } }),
      shown: { state: 'in_relay' },
    },
    {
      name: 'paused over there',
      facts: given({ pausedByPeer: 'asked' }),
      shown: { state: 'paused', by: 'peer', reason: 'asked' },
    },
    {
      name: 'paused over there, and fetched from the relay all the same',
      facts: given({ pausedByPeer: 'mobile_data', relay: { ...noRelay, isMoving: true } }),
      shown: { state: 'transferring' },
    },
    {
      name: 'without its file',
      facts: given({ pausedBySelf: 'needs_file', neededFiles: [{ index: 0, refused: 'file_changed' }] }),
      shown: { state: 'needs_file' },
    },
    {
      name: 'without one of its files, while the others go on',
      facts: given({ neededFiles: [{ index: 0, refused: 'file_vanished' }] }),
      shown: { state: 'transferring' },
    },
    {
      name: 'gone silent, with what lies in the relay not yet all that it lacks for certain',
      facts: given({ relay: { ...noRelay, hasAll: true } }, { hasMet: true, isWayLost: true }),
      shown: { state: 'reconnecting' },
    },
    {
      name: 'fetched from the relay a moment ago, with no other way',
      facts: given({ isHandshaken: false, relay: { ...noRelay, isCarrying: true } }, { failure: 'unreachable' }),
      shown: { state: 'transferring' },
    },
    {
      name: 'cancelled over there',
      facts: given({ ended: { reason: 'cancelled_by_sender', by: 'peer' } }),
      shown: { state: 'ended', reason: 'cancelled_by_sender', by: 'peer', isResumable: false },
    },
    {
      name: 'a file that changed',
      facts: given({ ended: { reason: 'file_changed', by: 'self' } }),
      shown: { state: 'ended', reason: 'file_changed', by: 'self', isResumable: true },
    },
    {
      name: 'no way through',
      facts: given({ isHandshaken: false }, { failure: 'unreachable' }),
      shown: { state: 'failed', reason: 'unreachable' },
    },
    {
      name: 'no way through, while the relay carries it',
      facts: given(
        { isHandshaken: false, relay: { ...noRelay, isMoving: true, isCarrying: true } },
        { failure: 'unreachable' },
      ),
      shown: { state: 'transferring' },
    },
    {
      name: 'its worker gone, whatever the relay did last',
      facts: given(
        { isHandshaken: false, relay: { ...noRelay, isMoving: true, isCarrying: true } },
        { failure: 'internal' },
      ),
      shown: { state: 'failed', reason: 'internal' },
    },
  ] as { name: string; facts: SessionFacts; shown: object }[])('$name', ({ facts, shown }) => {
    expect(stateOf(facts)).toEqual(shown);
  });
});
