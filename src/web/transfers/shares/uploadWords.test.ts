import { describe, expect, it } from 'vitest';
import { noRelay } from '../engine/engineReport.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import type { ShareEntry } from './shareStore.ts';
import { isComing, uploadWords } from './uploadWords.ts';

const MB = 1_000_000;

function entryOf(uploadedBytes: number, snapshot: object | null, change: Partial<ShareEntry> = {}): ShareEntry {
  const share = { ended: null, uploadedBytes, totalBytes: 100 * MB, isDirect: false };
  const shown = snapshot && {
    bytesDone: uploadedBytes,
    bytesTotal: 100 * MB,
    relay: noRelay,
    neededFiles: [],
    ...snapshot,
  };
  const entry = { share, manifest: { version: 1, files: [] }, snapshot: shown as SessionSnapshot | null, ...change };
  return entry as unknown as ShareEntry;
}
const said = (...of: Parameters<typeof entryOf>) => uploadWords(entryOf(...of));

describe('an upload in words', () => {
  it('says that one may go only when all of it is there', () => {
    expect(said(100 * MB, null)).toEqual({ beam: 'verified', label: 'All 100 MB are there. You can close this page' });
    expect(said(100 * MB, { state: 'transferring', bytesPerSecond: null, msLeft: null }).label).toBe(
      'Keep this page open',
    );
    expect(said(40 * MB, { state: 'transferring', bytesPerSecond: 3 * MB, msLeft: 20_000 })).toEqual({
      beam: 'moving',
      label: '3.0 MB/s, 20 s left. Keep this page open',
    });
  });

  it('goes on until the last word of it is there, though every byte is', () => {
    const moving = { state: 'transferring', bytesPerSecond: null, msLeft: null };
    expect([0, 100 * MB].map((bytes) => isComing(entryOf(bytes, moving)))).toEqual([true, true]);
    expect(isComing(entryOf(100 * MB, { state: 'waiting' }))).toBe(true);
    expect([{ state: 'in_relay' }, null].map((snapshot) => isComing(entryOf(100 * MB, snapshot)))).toEqual([
      false,
      false,
    ]);
    expect(isComing(entryOf(40 * MB, null))).toBe(true);
    // That takes no room.
    const full = { ...noRelay, closedBecause: 'quota' };
    expect(said(100 * MB, { state: 'waiting', relay: full }).label).toBe('Getting ready. Keep this page open');
  });

  it('says where the rest comes from when another device makes it', () => {
    expect(said(40 * MB, null, { manifest: null }).label).toMatch(/^40 MB of 100 MB are there.*other device/);
  });

  it.each([
    ['full', 'The relay is full.'],
    ['quota', 'You have as much in the relay as it takes from one person.'],
    ['off', 'This Spotlight stores nothing.'],
  ])('says why the relay takes no more: %s', (closedBecause, what) => {
    expect(said(0, { state: 'waiting', relay: { ...noRelay, closedBecause } }).trouble?.what).toBe(what);
  });

  it('says that it waits for Wi-Fi', () => {
    expect(said(40 * MB, { state: 'paused', by: 'self', reason: 'mobile_data' })).toMatchObject({
      beam: 'paused',
      label: '40 MB of 100 MB are there. Waiting for Wi-Fi',
    });
    const atOnce = said(0, { state: 'paused', by: 'self', reason: 'mobile_data' });
    expect(atOnce.trouble?.kept).toBeUndefined();
  });

  it('asks for the files after a reload, and says when they are others', () => {
    const asked = (refused: string | null) => said(0, { state: 'needs_file', neededFiles: [{ index: 0, refused }] });
    expect(asked(null).trouble?.what).toMatch(/reloaded/);
    expect(asked('file_changed').trouble?.what).toMatch(/not the file of this link/);
    const isOneThere = said(40 * MB, { state: 'waiting', neededFiles: [{ index: 1, refused: null }] });
    expect([isOneThere.beam, isOneThere.trouble?.what]).toEqual(['paused', expect.stringMatching(/reloaded/)]);
    expect(asked('file_vanished').trouble?.what).toMatch(/can no longer be read/);
    expect(asked('other_date').trouble?.todo).toMatch(/go on with it/);
  });
});
