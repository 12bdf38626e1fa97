import { afterAck, type SendWindow, startWindow } from '../../../shared/transfers/credit.ts';
import { FRAME_HEADER_BYTES, pieceLength, WIRE_MESSAGE_BYTES, writeFrame } from '../../../shared/transfers/frames.ts';
import type { Bytes } from './bytes.ts';
import { dataQueue, type WireChannel } from './wireChannel.ts';

export interface ReadyBlock {
  file: number;
  block: number;
  sealed: Bytes;
}

/** One connection as a carrier of blocks: what is under way on it, and how much more may be. PROTOCOL.md [T8]. */
export class SendConnection {
  readonly connId: number;
  readonly #data: WireChannel;
  readonly #onSent: (sealed: Bytes) => void;
  /** A channel copies what it is given, so all frames are written into the same bytes. */
  readonly #frame: Bytes = new Uint8Array(WIRE_MESSAGE_BYTES);
  maxMessageBytes = WIRE_MESSAGE_BYTES;
  isReady = false;
  openedAtMs: number;
  /** The last time something moved, or that there was nothing to move. */
  movedAtMs: number;
  /** When the receiver last acked bytes of it. */
  ackedAtMs = Number.NEGATIVE_INFINITY;
  #window: SendWindow = startWindow();
  #creditBytes = 0;
  #sentBytes = 0;
  #ackedBytes = 0;
  #seq = 0;
  #marks: { bytes: number; atMs: number }[] = [];
  #current: (ReadyBlock & { offsetBytes: number; pieceBytes: number }) | null = null;
  readonly #inFlight = new Map<string, { file: number; block: number }>();

  constructor(connId: number, data: WireChannel, nowMs: number, onSent: (sealed: Bytes) => void) {
    this.connId = connId;
    this.#data = data;
    this.#onSent = onSent;
    this.openedAtMs = nowMs;
    this.movedAtMs = nowMs;
  }

  get hasUnacked(): boolean {
    return this.#inFlight.size > 0;
  }

  /** An answer is to come, be it for blocks that are left over to others by now. */
  get isAwaited(): boolean {
    return this.hasUnacked || this.unackedBytes > 0;
  }

  /** Sent, and not heard of since. */
  get unackedBytes(): number {
    return this.#sentBytes - this.#ackedBytes;
  }

  get ackedBytes(): number {
    return this.#ackedBytes;
  }

  get wantsBlock(): boolean {
    return this.#current === null && this.#hasRoom;
  }

  get #hasRoom(): boolean {
    return (
      this.isReady &&
      this.#data.isOpen &&
      this.#data.bufferedAmount < dataQueue.highBytes &&
      this.#sentBytes < this.#creditBytes &&
      this.unackedBytes < this.#window.bytes
    );
  }

  /** The receiver allows frames, up to so many bytes. */
  allow(creditBytes: number): void {
    this.#creditBytes = Math.max(this.#creditBytes, creditBytes);
    this.isReady = true;
  }

  carry(block: ReadyBlock, nowMs: number): void {
    if (!this.isAwaited) this.movedAtMs = nowMs;
    this.#inFlight.set(`${block.file}/${block.block}`, { file: block.file, block: block.block });
    const pieceBytes = pieceLength(block.sealed.byteLength, this.maxMessageBytes);
    this.#current = { ...block, offsetBytes: 0, pieceBytes };
    this.push(nowMs);
  }

  /** Sends as much of the block at hand as there is room for. */
  push(nowMs: number): void {
    while (this.#current && this.#hasRoom && this.#roomForNext()) {
      const { file, block, sealed, offsetBytes, pieceBytes } = this.#current;
      const header = { file, block, offsetBytes, sealedBytes: sealed.byteLength, seq: this.#seq++ };
      const frame = writeFrame(this.#frame, header, sealed.subarray(offsetBytes, offsetBytes + pieceBytes));
      this.#data.send(frame);
      this.#sentBytes += frame.byteLength;
      this.#marks.push({ bytes: this.#sentBytes, atMs: nowMs });
      this.#current.offsetBytes += pieceBytes;
      if (this.#current.offsetBytes >= sealed.byteLength) this.#finishCurrent();
    }
  }

  /** False when the receiver claims what was never sent. */
  acked(receivedBytes: number, creditBytes: number, nowMs: number): boolean {
    if (receivedBytes > this.#sentBytes) return false;
    this.allow(creditBytes);
    let roundTripMs = 0;
    while (this.#marks[0] && this.#marks[0].bytes <= receivedBytes) roundTripMs = nowMs - this.#marks.shift()!.atMs;
    const bytes = receivedBytes - this.#ackedBytes;
    if (bytes <= 0) return true;
    this.#ackedBytes = receivedBytes;
    this.movedAtMs = this.ackedAtMs = nowMs;
    this.#window = afterAck(this.#window, { bytes, roundTripMs, nowMs });
    return true;
  }

  /** This block needs no more care here. */
  settle(file: number, block: number): void {
    this.#inFlight.delete(`${file}/${block}`);
  }

  /** What was under way when the connection died, or is asked for elsewhere. */
  giveBack(): { file: number; block: number }[] {
    const blocks = [...this.#inFlight.values()];
    this.#inFlight.clear();
    return blocks;
  }

  /** Frames must fit the credit whole, or the receiver takes it for a flood; and whole into what may wait in the channel. */
  #roomForNext(): boolean {
    const { sealed, offsetBytes, pieceBytes } = this.#current!;
    const frameBytes = Math.min(pieceBytes, sealed.byteLength - offsetBytes) + FRAME_HEADER_BYTES;
    const fitsQueue = this.#data.bufferedAmount + frameBytes <= dataQueue.highBytes;
    return fitsQueue && this.#sentBytes + frameBytes <= this.#creditBytes;
  }

  #finishCurrent(): void {
    const { sealed } = this.#current!;
    this.#current = null;
    // The bytes are the channel's now: kept here they would double what is under way.
    this.#onSent(sealed);
  }
}
