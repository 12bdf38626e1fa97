import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import { RUNS_PER_MESSAGE } from '../../../shared/transfers/control.ts';
import { grantFor } from '../../../shared/transfers/credit.ts';
import { decodeFrame, type Frame } from '../../../shared/transfers/frames.ts';
import type { BufferPool } from './bufferPool.ts';
import type { Bytes } from './bytes.ts';

/** A sealed block as it came over one connection; `wireBytes` is what it used up of the credit. */
export interface SealedBlock {
  file: number;
  block: number;
  sealed: Bytes;
  wireBytes: number;
}

export interface Expectations {
  /** Length of the sealed block; null when no such block is to come. */
  sealedLength(file: number, block: number): number | null;
}

/** Ack bytes before a whole block has come only when it takes long: acks cost as much as frames do. */
const ACK_BYTES = 128 * 1024;
const ACK_MS = 100;

/** Puts the frames of one connection together and keeps its credit. Whatever the rules do not allow is `false`. */
export class ReceiveConnection {
  readonly connId: number;
  readonly #pool: BufferPool;
  #expected: Expectations;
  #seq = 0;
  #partial: (SealedBlock & { filledBytes: number }) | null = null;
  #receivedBytes = 0;
  #processedBytes = 0;
  #written: BlockRun[] = [];
  #toldProcessedBytes = 0;
  #creditBytes = 0;
  #ackedBytes = 0;
  #ackedAtMs = 0;
  lastFrameAtMs = 0;

  constructor(connId: number, expected: Expectations, pool: BufferPool) {
    this.connId = connId;
    this.#pool = pool;
    this.#expected = expected;
  }

  /** Raises the credit for so many live connections; it never shrinks, for it was promised. */
  grant(connections: number): number {
    this.#creditBytes = Math.max(this.#creditBytes, this.#processedBytes + grantFor(connections));
    return this.#creditBytes;
  }

  /** Takes one message: a whole block, null while it is incomplete or not needed, false when it is not allowed. */
  take(data: unknown, nowMs: number): SealedBlock | null | false {
    const frame = decodeFrame(data);
    if (!frame || frame.seq !== this.#seq) return false;
    this.#seq++;
    const wireBytes = (data as ArrayBuffer).byteLength;
    this.#receivedBytes += wireBytes;
    this.lastFrameAtMs = nowMs;
    if (this.#receivedBytes > this.#creditBytes) return false;
    if (!this.#append(frame, wireBytes)) return false;
    const partial = this.#partial!;
    if (partial.filledBytes < partial.sealed.byteLength) return null;
    this.#partial = null;
    return partial;
  }

  /** What has come of a block that is not whole yet. */
  get partialBytes(): number {
    return this.#partial?.wireBytes ?? 0;
  }

  /** A whole block has been dealt with. */
  processed({ file, block, wireBytes }: SealedBlock, isWritten: boolean): void {
    this.#processedBytes += wireBytes;
    if (isWritten) this.#written.push([file, block, 1]);
  }

  /** Whether to tell at once what was dealt with; of small blocks several are told together, a moment later. */
  get hasNewsEnough(): boolean {
    const untoldBytes = this.#processedBytes - this.#toldProcessedBytes;
    return untoldBytes >= ACK_BYTES || this.#written.length >= RUNS_PER_MESSAGE;
  }

  get hasNews(): boolean {
    return this.#processedBytes > this.#toldProcessedBytes;
  }

  isAckDue(nowMs: number): boolean {
    return this.#receivedBytes - this.#ackedBytes >= ACK_BYTES && nowMs - this.#ackedAtMs >= ACK_MS;
  }

  ack(nowMs: number): { receivedBytes: number; blocks: BlockRun[] } {
    const blocks = this.#written;
    this.#written = [];
    this.#toldProcessedBytes = this.#processedBytes;
    this.#ackedBytes = this.#receivedBytes;
    this.#ackedAtMs = nowMs;
    return { receivedBytes: this.#receivedBytes, blocks };
  }

  #append(frame: Frame, wireBytes: number): boolean {
    const partial = this.#partial ?? this.#begin(frame);
    if (!partial || partial.file !== frame.file || partial.block !== frame.block) return false;
    if (partial.filledBytes !== frame.offsetBytes || partial.sealed.byteLength !== frame.sealedBytes) return false;
    partial.sealed.set(frame.payload, frame.offsetBytes);
    partial.filledBytes += frame.payload.byteLength;
    partial.wireBytes += wireBytes;
    this.#partial = partial;
    return true;
  }

  /** Memory is set aside only for a block of the length that the manifest says. */
  #begin({ file, block, sealedBytes }: Frame): (SealedBlock & { filledBytes: number }) | null {
    if (this.#expected.sealedLength(file, block) !== sealedBytes) return null;
    return { file, block, sealed: this.#pool.take(sealedBytes), wireBytes: 0, filledBytes: 0 };
  }
}
