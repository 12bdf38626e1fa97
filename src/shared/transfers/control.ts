import { z } from 'zod';
import { transferId } from '../core/ids.ts';
import { blockRun, fileIndex, sealedRootText } from './blockSchemas.ts';
import { endReason } from './transfer.ts';
import { transferLimits } from './transferRules.ts';

/** Messages of the control channel; PROTOCOL.md says when each is sent. All are harmless when they come twice. */
export const PROTOCOL_VERSION = 2;
export const CONTROL_MESSAGE_LENGTH = 60_000;
/** Runs in one message; a longer list leaves as several messages. */
export const RUNS_PER_MESSAGE = 1000;
export const ROOTS_PER_MESSAGE = 400;

/** A frame has 32 bits for a block. */
const LAST_BLOCK = 0xffff_ffff;

const byteCount = z.int().min(0);
const epoch = z.string().min(8).max(40);
const blockRuns = z.array(blockRun(LAST_BLOCK)).max(RUNS_PER_MESSAGE);
const fileRuns = z.array(z.tuple([fileIndex, z.int().min(1).max(transferLimits.files)])).max(RUNS_PER_MESSAGE);
const sealedRoot = z.tuple([fileIndex, sealedRootText]);

export const pauseReason = z.enum(['asked', 'disk_full', 'needs_file', 'mobile_data']);
export type PauseReason = z.infer<typeof pauseReason>;

/** [T4] The first message of each side on each connection. */
export const hello = z.strictObject({
  t: z.literal('hello'),
  version: z.literal(PROTOCOL_VERSION),
  transferId,
  role: z.enum(['sender', 'receiver']),
  /** Random, one per life of the side's engine: a new one has forgotten what was under way. */
  epoch,
  paused: pauseReason.nullable(),
});

/** What a side's engine is to the blocks, whatever its person is to the transfer. */
export type PeerRole = z.infer<typeof hello>['role'];

export const controlMessage = z.discriminatedUnion('t', [
  hello,
  /** [T5] Receiver: frames may come now on this connection, up to so many bytes. */
  z.strictObject({ t: z.literal('ready'), epoch, creditBytes: byteCount }),
  /** [T8] Receiver, about this connection: bytes taken since its start, bytes allowed since its start, blocks written. */
  z.strictObject({ t: z.literal('ack'), receivedBytes: byteCount, creditBytes: byteCount, blocks: blockRuns }),
  /** [T11] Receiver: these blocks are on disk, or in memory of the same epoch. */
  z.strictObject({ t: z.literal('have'), blocks: blockRuns }),
  /** [T12] Receiver: send these (again). */
  z.strictObject({ t: z.literal('need'), blocks: blockRuns }),
  /** [T13] Sender: all of these files is sealed; their roots, sealed. */
  z.strictObject({ t: z.literal('file-end'), roots: z.array(sealedRoot).min(1).max(ROOTS_PER_MESSAGE) }),
  /** [T14] Receiver: these files are whole, on disk, and their roots agree. */
  z.strictObject({ t: z.literal('verified'), files: fileRuns }),
  /** [T15] Either side; only the side that paused resumes. [T20] Of one that has not paused: it is there. */
  z.strictObject({ t: z.literal('pause'), reason: pauseReason }),
  z.strictObject({ t: z.literal('resume') }),
  /** [T16] Either side: this session is over, and why. */
  z.strictObject({ t: z.literal('end'), reason: z.enum(['completed', ...endReason.options]) }),
]);
export type ControlMessage = z.infer<typeof controlMessage>;

/** Reads what a peer sent, which may be anything; null when it is no message of this protocol. */
export function parseControl(data: unknown): ControlMessage | null {
  if (typeof data !== 'string' || data.length > CONTROL_MESSAGE_LENGTH) return null;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  const parsed = controlMessage.safeParse(json);
  return parsed.success ? parsed.data : null;
}

/** Cuts a list of runs into as many lists as fit one message each. */
export function inMessages<T>(runs: T[]): T[][] {
  const messages: T[][] = [];
  for (let from = 0; from < runs.length; from += RUNS_PER_MESSAGE)
    messages.push(runs.slice(from, from + RUNS_PER_MESSAGE));
  return messages;
}
