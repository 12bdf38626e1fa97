import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../transferRules.ts';
import { Ladder, type PathFacts } from './ladder.ts';
import { ladderRules } from './ladderRules.ts';

const MEBIBYTE = 1024 * 1024;

const facts: PathFacts = {
  nowMs: 0,
  isPaused: false,
  isPeerPresent: true,
  readyConnections: 1,
  hasUnacked: false,
  unackedBytes: 0,
  isStarving: false,
  isRelayAllowed: true,
  isLeft: false,
  mostConnections: 8,
};

function ladderOf(blocks: number): Ladder {
  let ids = 0;
  const ladder = new Ladder([{ index: 0, sizeBytes: blocks * BLOCK_BYTES }], 0, () => `s${++ids}`);
  ladder.queue.setReadable(0, true);
  return ladder;
}

/** A ladder whose receiver was away until all of it was being uploaded. */
function uploadingLadder(blocks: number): { ladder: Ladder; nowMs: number } {
  const ladder = ladderOf(blocks);
  const away = { ...facts, isPeerPresent: false, readyConnections: 0 };
  ladder.decide(away);
  const { uploads } = ladderRules;
  expect(ladder.decide({ ...away, nowMs: ladderRules.awayMs })).toMatchObject({ reason: 'away', uploads });
  while (ladder.nextSegment());
  return { ladder, nowMs: ladderRules.awayMs };
}

describe('a ladder', () => {
  it('gives the peers nothing while there is no connection', () => {
    const ladder = ladderOf(100);
    expect(ladder.decide({ ...facts, readyConnections: 0 }).mayPeersTake).toBe(false);
    expect(ladder.decide(facts)).toMatchObject({
      connections: 1,
      mayPeersTake: true,
      uploads: 0,
      reason: null,
      abandon: [],
    });
  });

  it('has the relay pick first while the peers are stalled', () => {
    const ladder = ladderOf(100);
    ladder.queue.take(100);
    ladder.decide({ ...facts, hasUnacked: true });
    const stalled = { ...facts, hasUnacked: true, nowMs: ladderRules.stalledMs };
    expect(ladder.decide(stalled)).toMatchObject({
      reason: 'stalled',
      uploads: ladderRules.uploads,
      mayPeersTake: false,
    });
    for (let block = 0; block < 100; block++) ladder.queue.putBack(0, block);
    for (let n = 0; n < ladderRules.uploads; n++) ladder.nextSegment();
    expect(ladder.decide(stalled).mayPeersTake).toBe(true);
  });

  it('tries again ever more rarely what fails, one at a time', () => {
    const ladder = ladderOf(1000);
    const left = { ...facts, isLeft: true };
    const waits: number[] = [];
    let nowMs = 0;
    for (let n = 0; n < 7; n++) {
      const failedAtMs = nowMs;
      for (const segment of [ladder.nextSegment(), ladder.nextSegment()])
        ladder.uploadFailed(segment!.segmentId, nowMs);
      while (ladder.decide({ ...left, nowMs }).uploads === 0) nowMs += 500;
      expect(ladder.decide({ ...left, nowMs }).uploads).toBe(1);
      waits.push(nowMs - failedAtMs);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    ladder.uploaded(ladder.nextSegment()!.segmentId, nowMs);
    expect(ladder.decide({ ...left, nowMs }).uploads).toBe(ladderRules.uploads);
  });

  it('leaves the end to the peers', () => {
    const ladder = ladderOf(1000);
    let nowMs = 0;
    // Four blocks a second: slow enough for a trial.
    for (let block = 0; block < 30; block++, nowMs += 250) {
      ladder.queue.take(1);
      ladder.decide({ ...facts, hasUnacked: true, nowMs });
      ladder.arrived(0, block);
      ladder.peersCarried(BLOCK_BYTES);
    }
    const now = { ...facts, hasUnacked: true, nowMs };
    expect(ladder.decide(now)).toMatchObject({ reason: 'slow', uploads: ladderRules.uploads });
    for (let block = 30; block < 985; block++) ladder.arrived(0, block);
    expect(ladder.decide(now)).toMatchObject({ reason: 'slow', uploads: 0 });
    expect(ladder.decide({ ...now, isLeft: true }).uploads).toBe(ladderRules.uploads);
  });

  it('has peers that have nothing to do take over what stands still, once it had its chance', () => {
    const { ladder, nowMs } = uploadingLadder(4);
    const early = { ...facts, nowMs: nowMs + ladderRules.uploadChanceMs - 1 };
    expect(ladder.decide(early).abandon).toEqual([]);
    const late = { ...facts, nowMs: nowMs + ladderRules.uploadChanceMs };
    expect(ladder.decide(late)).toMatchObject({ abandon: ['s1'], reason: null, uploads: 0 });
  });

  it('leaves what moves to the relay, as long as the peers have shown nothing', () => {
    const { ladder, nowMs } = uploadingLadder(4);
    for (let n = 1; n <= 24; n++) {
      ladder.relayTook('s1', n * 1000);
      expect(ladder.decide({ ...facts, nowMs: nowMs + n * 250 }).abandon).toEqual([]);
    }
  });

  it('does not end an upload of files that were left, but shares it', () => {
    const { ladder, nowMs } = uploadingLadder(4);
    const left = { ...facts, isLeft: true, nowMs: nowMs + ladderRules.uploadChanceMs };
    expect(ladder.decide(left)).toMatchObject({ reason: 'left', abandon: [], uploads: 0 });
    expect(ladder.queue.take(99)).toEqual([0, 0, 4]);
    for (let block = 0; block < 4; block++) ladder.arrived(0, block);
    expect(ladder.decide(left).abandon).toEqual(['s1']);
  });

  describe('near the end, beside slow peers', () => {
    /** Peers at a third of a block a second hold two blocks; the relay does eight a second. */
    function lossyLadder(): { ladder: Ladder; now: PathFacts } {
      const ladder = ladderOf(1000);
      const now = { ...facts, hasUnacked: true, unackedBytes: 2 * BLOCK_BYTES };
      for (; now.nowMs < 12_000; now.nowMs += 250) {
        ladder.peersCarried(BLOCK_BYTES / 12);
        const { uploads } = ladder.decide(now);
        while (uploads > ladder.segments.uploading.length) ladder.nextSegment();
        const upload = ladder.segments.uploading[0];
        if (!upload) continue;
        ladder.relayTook(upload.segmentId, upload.sentBytes + 2 * BLOCK_BYTES);
        if (upload.sentBytes >= upload.sizeBytes) ladder.uploaded(upload.segmentId, now.nowMs);
      }
      expect(ladder.decide(now)).toMatchObject({ reason: 'slow', mayPeersTake: true });
      return { ladder, now };
    }

    it('peers get no more than they can bring in time', () => {
      const { ladder, now } = lossyLadder();
      for (let block = 0; block < 900; block++) ladder.arrived(0, block);
      expect(ladder.decide(now)).toMatchObject({ mayPeersTake: false, isRescuing: false });
    });

    it('the relay carries what peers hold as well, once it has nothing else to do', () => {
      const { ladder, now } = lossyLadder();
      ladder.queue.reserve([0, 0, 1000]);
      for (const { segmentId } of ladder.segments.uploading) ladder.uploaded(segmentId, now.nowMs);
      expect(ladder.decide(now)).toMatchObject({ mayPeersTake: false, isRescuing: true });
      expect(ladder.decide({ ...now, isPaused: true }).isRescuing).toBe(false);
      const much = { ...now, unackedBytes: ladderRules.rescueBytes + 1 };
      expect(ladder.decide(much).isRescuing).toBe(false);
      expect(ladder.decide({ ...now, unackedBytes: BLOCK_BYTES / 4 }).isRescuing).toBe(false);
    });
  });

  it('begins with small segments, so that the receiver need not wait', () => {
    const ladder = ladderOf(10_000);
    expect(ladder.nextSegment()!.run[2] * BLOCK_BYTES).toBe(MEBIBYTE);
  });

  it('knows when the sender may leave', () => {
    const { ladder, nowMs } = uploadingLadder(4);
    expect(ladder.isAllElsewhere).toBe(false);
    ladder.uploaded('s1', nowMs);
    expect(ladder.isAllElsewhere).toBe(true);
    expect(ladder.segmentTaken('s1', [2], nowMs)).toEqual([0, 0, 4]);
    expect([ladder.isAllElsewhere, ladder.queue.missingBytes / BLOCK_BYTES]).toEqual([false, 1]);
  });
});
