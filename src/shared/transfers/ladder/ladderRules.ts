import { BLOCK_BYTES } from '../transferRules.ts';

const MIB_BLOCKS = (1024 * 1024) / BLOCK_BYTES;

/** When which path is used: all thresholds of the ladder stand here. Times in milliseconds, speeds in bytes per second. */
export const ladderRules = {
  /** No peer connection this long after both were there: the relay begins. */
  unconnectedMs: 8000,
  /** All peer connections lost, and nothing acked, this long: the relay begins, while they are being restarted. */
  disconnectedMs: 5000,
  /** Nothing acked by a peer that has blocks under way. */
  stalledMs: 10_000,
  /** The receiver is away: what it would take is put where it can fetch it. */
  awayMs: 10_000,

  /** Peers below this speed, with more than this time to go, are compared with the relay. */
  slowSpeed: 1_500_000,
  slowTimeLeftMs: 20_000,
  /** So long peers may take to find their speed, and their number. */
  settleMs: 6000,
  /** Those that carry less than this for so long from the start are not finding their speed: the link holds them down. */
  crawlSpeed: 250_000,
  crawlMs: 2000,
  /** How long the relay is tried beside slow peers, and what both together must be worth. */
  trialMs: 8000,
  trialWorth: 1.3,
  /** After a trial that did not pay; doubled each time. */
  restMs: 30_000,
  longestRestMs: 480_000,
  /** Peers this many times as fast as the relay, or this fast, need no help. */
  peersEnough: 3,
  fastSpeed: 3_000_000,
  /** Peers that move finish alone what they carry in this time: the way through the relay is longer. */
  finishMs: 5000,
  /** From the last byte that the relay takes of a segment until the receiver has it. */
  relayLagMs: 1500,
  /** What peers hold at the end and would take longer with goes by the relay too, if it is no more than this: it comes twice. */
  rescueBytes: 4 * 1024 * 1024,

  /**
   * Uploads at once, each on a connection of its own: one TCP connection is limited by loss as well. Browsers have six to a
   * server, and one is left for the page.
   */
  uploads: 5,
  /** Segment sizes: the first can be fetched soon, larger ones cost fewer requests. */
  segmentBlocks: [1, 2, 4, 8, 16, 32].map((mebibytes) => mebibytes * MIB_BLOCKS),
  /** No larger than what one upload carries in this time: until it is whole the receiver waits. */
  segmentMs: 8000,
  /** And when the receiver is away: it should not be lost for long work. */
  awaySegmentMs: 15_000,
  /** What is left goes in at least so many rounds of uploads, down to the smallest segments. */
  rounds: 3,
  /** So long an upload is left to show its speed before peers may take it over. */
  uploadChanceMs: 5000,
  /** A segment that nobody fetched in this time is offered to the peers as well. */
  unfetchedMs: 20_000,
  /** After an upload that failed; doubled each time until one succeeds. */
  retryMs: 1000,
  longestRetryMs: 30_000,
} as const;
