import type { ControlMessage } from '../../../shared/transfers/control.ts';
import type { BufferPool } from './bufferPool.ts';
import { type Expectations, ReceiveConnection, type SealedBlock } from './receiveConnection.ts';

const ACK_SOON_MS = 15;

export interface ReceiveConnectionsParts {
  expected: Expectations;
  pool: BufferPool;
  send(connId: number, message: ControlMessage): void;
  now(): number;
}

/** The connections of a receiver: the credit of each, and when each is told what became of its blocks. */
export class ReceiveConnections {
  readonly #parts: ReceiveConnectionsParts;
  readonly #connections = new Map<number, ReceiveConnection>();
  #acking: ReturnType<typeof setTimeout> | null = null;
  #brokenOffBytes = 0;

  constructor(parts: ReceiveConnectionsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#connections.size;
  }

  /** What came of blocks whose connection ended before they were whole. */
  get brokenOffBytes(): number {
    return this.#brokenOffBytes;
  }

  add(connId: number): ReceiveConnection {
    const connection = new ReceiveConnection(connId, this.#parts.expected, this.#parts.pool);
    this.#connections.set(connId, connection);
    return connection;
  }

  /** False when it was removed before. */
  remove(connId: number): boolean {
    this.#brokenOffBytes += this.#connections.get(connId)?.partialBytes ?? 0;
    return this.#connections.delete(connId);
  }

  /** How many bytes may have been sent on it by now; its share shrinks with the number of connections. */
  grant(connId: number): number {
    return this.#connections.get(connId)?.grant(this.#connections.size) ?? 0;
  }

  /** A block has been dealt with: of small ones several are told together, a moment later. */
  processed(from: ReceiveConnection, block: SealedBlock, isWritten: boolean): void {
    from.processed(block, isWritten);
    if (from.hasNewsEnough) this.#ack(from);
    else this.#acking ??= setTimeout(() => this.#ackAll(), ACK_SOON_MS);
  }

  /** Part of a block came: on a slow connection that is told too. */
  ackIfDue(from: ReceiveConnection): void {
    if (from.isAckDue(this.#parts.now())) this.#ack(from);
  }

  close(): void {
    if (this.#acking) clearTimeout(this.#acking);
  }

  #ackAll(): void {
    this.#acking = null;
    for (const connection of this.#connections.values()) if (connection.hasNews) this.#ack(connection);
  }

  #ack(from: ReceiveConnection): void {
    const creditBytes = from.grant(this.#connections.size);
    this.#parts.send(from.connId, { t: 'ack', ...from.ack(this.#parts.now()), creditBytes });
  }
}
