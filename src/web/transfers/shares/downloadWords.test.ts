import { describe, expect, it } from 'vitest';
import { noRelay } from '../engine/engineReport.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import { type DownloadFacts, downloadWords } from './downloadWords.ts';

const MB = 1_000_000;
const progress = {
  transferId: 'one',
  role: 'receiver',
  isMeasured: false,
  blockMap: { done: [], reasked: [] },
  bytesDone: 40 * MB,
  bytesTotal: 100 * MB,
  duplicateBytes: 0,
  bytesPerSecond: 12 * MB,
  msLeft: 61_000,
  route: null,
  relay: noRelay,
  connections: 0,
  roundTripMs: null,
} as const;
const facts = { from: 'Mira', uploadedBytes: 100 * MB, totalBytes: 100 * MB, isDirect: true, isOnline: true };

function said(snapshot: Partial<SessionSnapshot> | null, change: Partial<DownloadFacts> = {}) {
  return downloadWords({
    ...facts,
    ...change,
    snapshot: snapshot && ({ ...progress, ...snapshot } as SessionSnapshot),
  });
}
type Moving = Extract<SessionSnapshot, { state: 'transferring' }>;
const moving = { ...noRelay, isMoving: true };

describe('a download in words', () => {
  it.each([
    [{ relay: moving }, 'Through the sealed relay, 12 MB/s, 1 min left'],
    [{ route: 'direct' }, 'Directly from Mira, 12 MB/s, 1 min left'],
    [{ route: 'direct', relay: moving }, 'Directly from Mira and through the sealed relay, 12 MB/s, 1 min left'],
    [{ route: 'turn' }, 'From Mira, through the hall’s server, 12 MB/s, 1 min left'],
    [{ bytesPerSecond: null, msLeft: null }, 'Under way'],
    [{ bytesDone: 100 * MB, relay: moving }, 'All there. Checking every block'],
  ] as [Partial<Moving>, string][])('which way, how fast, how long: %o', (how, label) => {
    expect(said({ ...how, state: 'transferring' })).toMatchObject({ beam: 'moving', label });
  });

  it.each([{ state: 'waiting' }, { state: 'reconnecting' }, { state: 'failed', reason: 'unreachable' }] as const)(
    'says whom it waits for, and not that they are away, which it cannot know: %o',
    (how) => {
      const words = said(how, { uploadedBytes: 50 * MB });
      expect(words.label).toBe('Waiting for Mira');
      expect(words.trouble).toEqual({
        what: 'Mira has not brought all of it here yet.',
        kept: '40 MB are here and stay.',
        todo: 'It goes on by itself as more of it comes. This page may stay open, or be opened again.',
      });
    },
  );

  it('is calm between two rounds of what its owner brings to the relay', () => {
    const between = { state: 'waiting', relay: { ...noRelay, isCarrying: true } } as const;
    expect(said(between, { uploadedBytes: 50 * MB, isDirect: false })).toEqual({
      beam: 'waiting',
      label: 'It comes in pieces. Waiting for the next',
    });
  });

  it('waits for nobody when all of it is there', () => {
    expect(said({ state: 'waiting' }).trouble).toBeUndefined();
    expect(said({ state: 'failed', reason: 'unreachable' }).trouble).toBeUndefined();
  });

  it('says so without a network, and that it goes on by itself', () => {
    for (const snapshot of [null, { state: 'waiting' }, { state: 'reconnecting' }] as const)
      expect(said(snapshot, { isOnline: false })).toMatchObject({ beam: 'reconnecting', label: 'You are offline' });
  });

  it('says what only its owner can mend, and how', () => {
    const damaged = { state: 'waiting', relay: { ...noRelay, damagedBlocks: 240 } } as const;
    expect(said(damaged).trouble?.todo).toMatch(/as soon as Mira opens Spotlight/);
    expect(said(damaged, { isDirect: false }).trouble?.todo).toBe('Ask Mira for a new link.');
  });

  it('can be tried again when it broke down or was stopped from over there', () => {
    expect(said({ state: 'failed', reason: 'internal' }).canTryAgain).toBe(true);
    expect(said({ state: 'ended', reason: 'file_changed', by: 'peer', isResumable: true }).canTryAgain).toBe(true);
    expect(said({ state: 'ended', reason: 'bad_data', by: 'self', isResumable: true }).trouble?.what).toMatch(/seal/);
  });
});
