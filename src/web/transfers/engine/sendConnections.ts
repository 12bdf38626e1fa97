import type { BlockQueue } from '../../../shared/transfers/blockQueue.ts';
import type { Bytes } from './bytes.ts';
import { SendConnection } from './sendConnection.ts';
import type { WireChannel } from './wireChannel.ts';

const SILENCE_MS = 10_000;

/** The connections of a sender. Blocks that one takes down with it, or holds without moving, go back to the queue. */
export class SendConnections {
  readonly #queue: BlockQueue;
  readonly #connections = new Map<number, SendConnection>();
  readonly #maxMessageBytes = new Map<number, number>();
  #ackedAtMs = Number.NEGATIVE_INFINITY;
  #leftOverAtMs = Number.NEGATIVE_INFINITY;

  constructor(queue: BlockQueue) {
    this.#queue = queue;
  }

  get size(): number {
    return this.#connections.size;
  }

  get(connId: number): SendConnection | undefined {
    return this.#connections.get(connId);
  }

  [Symbol.iterator](): Iterator<SendConnection> {
    return this.#connections.values();
  }

  add(connId: number, data: WireChannel, nowMs: number, onSent: (sealed: Bytes) => void): SendConnection {
    const connection = new SendConnection(connId, data, nowMs, onSent);
    const maxMessageBytes = this.#maxMessageBytes.get(connId);
    if (maxMessageBytes) connection.maxMessageBytes = maxMessageBytes;
    this.#connections.set(connId, connection);
    return connection;
  }

  /** May be known before the connection is. */
  setMaxMessageBytes(connId: number, bytes: number): void {
    this.#maxMessageBytes.set(connId, bytes);
    const connection = this.#connections.get(connId);
    if (connection) connection.maxMessageBytes = bytes;
  }

  /** False when it was removed before. */
  remove(connId: number): boolean {
    const connection = this.#connections.get(connId);
    if (!connection) return false;
    this.#connections.delete(connId);
    this.#takeBack(connection);
    return true;
  }

  /** A block needs no more care on any connection. */
  settle(file: number, block: number): void {
    for (const connection of this.#connections.values()) connection.settle(file, block);
  }

  get ready(): SendConnection[] {
    return [...this.#connections.values()].filter(({ isReady }) => isReady);
  }

  /**
   * Whether nothing is acked on any of them, [T18]. What a silent one holds is left over to one that is heard; or to one that
   * has nothing to do, once: of a receiver that answers nowhere each new connection would be taken for one that may serve.
   */
  areStalled(nowMs: number, isPaused: boolean): boolean {
    const connections = [...this.#connections.values()];
    for (const connection of connections) {
      // A pause, or nothing to send, is no silence.
      if (connection.isReady && (isPaused || !connection.isAwaited)) connection.movedAtMs = nowMs;
      this.#ackedAtMs = Math.max(this.#ackedAtMs, connection.ackedAtMs);
    }
    const silent = connections.filter(({ movedAtMs }) => nowMs - movedAtMs > SILENCE_MS);
    if (silent.length === 0) return false;
    const mayLeaveOver = this.#leftOverAtMs <= this.#ackedAtMs;
    const isAnyFree = connections.some(({ isReady, isAwaited }) => isReady && !isAwaited);
    const isQuiet = nowMs - Math.max(this.#ackedAtMs, this.#leftOverAtMs) > SILENCE_MS;
    // One that is yet to be ready is not what the others are judged by.
    const isOne = silent.length === connections.length || silent.some(({ isReady }) => isReady);
    if (isOne && isQuiet && !(isAnyFree && mayLeaveOver)) return true;
    if (mayLeaveOver && silent.some(({ hasUnacked }) => hasUnacked)) this.#leftOverAtMs = nowMs;
    for (const connection of silent) this.#takeBack(connection);
    return false;
  }

  /** What is under way goes on, and is missing again as well: another path may be sooner with it. */
  takeAllBack(): void {
    for (const connection of this.#connections.values()) this.#takeBack(connection);
  }

  #takeBack(connection: SendConnection): void {
    for (const { file, block } of connection.giveBack()) this.#queue.putBack(file, block);
  }
}
