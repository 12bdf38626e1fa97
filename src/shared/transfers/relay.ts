import { z } from 'zod';
import { instant, type SegmentId, segmentId, type TransferId, transferId } from '../core/ids.ts';
import { blockRun, fileIndex, sealedRootText } from './blockSchemas.ts';
import type { BlockRun } from './blocks.ts';
import { BLOCK_BYTES, SEAL_OVERHEAD_BYTES } from './transferRules.ts';

/** The relay's contract; RELAY.md has its rules. Here segments go in (tus) and come out. */
export const RELAY_PATH = '/relay';
export const segmentPath = (id: SegmentId) => `${RELAY_PATH}/segments/${id}`;

export const relayLimits = {
  blocksPerSegment: 128,
  /** Unfinished uploads of one account at once. */
  openPerAccount: 8,
  haveRuns: 2000,
  /** How long an upload that nobody goes on with is kept, in milliseconds. */
  unfinishedLifeMs: 3600_000,
  /** Whatever an operator sets and however slowly it came, nothing is kept longer. */
  longestLifeMs: 7 * 24 * 3600_000,
};

/** A sealed block on its way: all are as long as this but the last of a file. */
export const SEALED_BLOCK_BYTES = BLOCK_BYTES + SEAL_OVERHEAD_BYTES;

/** Whether so many bytes can be this many sealed blocks, of which only the last may be shorter. */
export function fitsBlocks(sizeBytes: number, blockCount: number): boolean {
  const lastBytes = sizeBytes - (blockCount - 1) * SEALED_BLOCK_BYTES;
  return lastBytes > SEAL_OVERHEAD_BYTES && lastBytes <= SEALED_BLOCK_BYTES;
}

/** The database counts blocks in 31 bits. */
const LAST_BLOCK = 0x7fff_ffff;
const blockIndex = z.int().min(0).max(LAST_BLOCK);
const blockCount = z.int().min(1).max(relayLimits.blocksPerSegment);

/** A run of sealed blocks of one file, one after another; `firstBlock` counts from the file's start. */
const segmentFields = { segmentId, transferId, file: fileIndex, firstBlock: blockIndex, blockCount };
export const newSegment = z.strictObject({ ...segmentFields, sizeBytes: z.int().min(1) });
export type NewSegment = z.infer<typeof newSegment>;

/** A segment that is whole in the relay, until it is taken or its time is over. */
export const relaySegment = z.object({ ...segmentFields, sizeBytes: z.int(), expiresAt: instant });
export type RelaySegment = z.infer<typeof relaySegment>;

/** tus metadata is text: digits, and no others than these keys, so that no name of a file can slip in. */
const digits = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number);
export const segmentMetadata = z.strictObject({
  segmentId,
  transferId,
  file: digits.pipe(fileIndex),
  firstBlock: digits.pipe(blockIndex),
  blockCount: digits.pipe(blockCount),
});

/** What a tus client sends as metadata of this segment. */
export function metadataOf({ segmentId, transferId, file, firstBlock, blockCount }: Omit<NewSegment, 'sizeBytes'>) {
  return { segmentId, transferId, file: `${file}`, firstBlock: `${firstBlock}`, blockCount: `${blockCount}` };
}

const engineEpoch = z.string().regex(/^[\w-]{8,40}$/);
const blockRuns = z.array(blockRun(LAST_BLOCK)).max(relayLimits.haveRuns);

export const sealedRoot = z.strictObject({ file: fileIndex, sealedRoot: sealedRootText });
export type SealedRoot = z.infer<typeof sealedRoot>;

/** What the relay knows of one transfer, for either of its parties. */
export const relayState = z.object({
  /** Whether the sender may put more into the relay now. */
  isOpen: z.boolean(),
  /** Why not: switched off, full for everyone, or full for this sender. */
  closedBecause: z.enum(['off', 'full', 'quota']).nullable(),
  /** Whole segments that were not yet taken. */
  segments: z.array(relaySegment),
  /** Uploads that were begun and not ended; only for the sender, who goes on with them or deletes them. */
  unfinished: z.array(relaySegment),
  roots: z.array(sealedRoot),
  /** What is durable at the recipient, as last told or acknowledged. */
  have: blockRuns,
  /** Of which life of the recipient's engine; null until it has told. */
  haveEpoch: engineEpoch.nullable(),
  /** Where the relay may be spoken to over HTTP/1.1, if there is such a place. */
  origin: z.string().optional(),
  /** When the first of the segments goes, by itself or with its transfer; null without any. */
  expiresAt: instant.nullable(),
});
export type RelayState = z.infer<typeof relayState>;

/** The recipient has written all of a segment but these blocks, counted from the file's start. */
export const segmentAcknowledgement = z.strictObject({
  transferId,
  segmentId,
  badBlocks: z.array(blockIndex).max(relayLimits.blocksPerSegment),
});
export const rootTelling = z.strictObject({ transferId, ...sealedRoot.shape });
/** `epoch` is random, one per life of the recipient's engine: a new one has forgotten what it did not tell to be durable. */
export const haveTelling = z.strictObject({ transferId, epoch: engineEpoch, have: blockRuns });

export interface RelayAnnouncements {
  /** To the recipient: this segment can be fetched. */
  'relay:segment-ready': { segment: RelaySegment };
  /** To the recipient: all blocks of this file are sealed; its root. */
  'relay:root-told': { transferId: TransferId } & SealedRoot;
  /** To the sender: taken and deleted; these of its blocks did not open. */
  'relay:acknowledged': { transferId: TransferId; segmentId: SegmentId; badBlocks: number[] };
  /** To the sender: what is durable at the recipient. */
  'relay:have-told': { transferId: TransferId; epoch: string; have: BlockRun[] };
  /** To both: gone without having been taken, because its time was over or its bytes were lost. */
  'relay:segment-dropped': { transferId: TransferId; segmentId: SegmentId };
}
