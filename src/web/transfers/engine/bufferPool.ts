import type { Bytes } from './bytes.ts';

/**
 * Buffers that are used again. What a block leaves behind is collected late, when tens of megabytes have gathered: making
 * less of it is what keeps memory flat.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  readonly #bufferBytes: number;
  readonly #mostFree: number;

  constructor(bufferBytes: number, mostFree: number) {
    this.#bufferBytes = bufferBytes;
    this.#mostFree = mostFree;
  }

  /** Bytes of any content; a length beyond the pool's own is not pooled. */
  take(length: number): Bytes {
    if (length > this.#bufferBytes) return new Uint8Array(length);
    return new Uint8Array(this.#free.pop() ?? new ArrayBuffer(this.#bufferBytes), 0, length);
  }

  /** Nobody may use these bytes any more. */
  give({ buffer }: Bytes): void {
    if (buffer.byteLength === this.#bufferBytes && this.#free.length < this.#mostFree) this.#free.push(buffer);
  }
}

const STIR_ARRAYS = 64;
const STIR_LENGTH = 1024;
let stirred: unknown[] = [];

/**
 * Makes half a megabyte of small garbage. WebCrypto and data channels hand out a new buffer for each block, and V8 looks
 * for dead buffers when its young generation is full (or some 64 MB of them have gathered): the engine itself makes so few
 * objects that this takes long. Stirred once per block, they are found a few blocks later.
 */
export function stirCollector(): void {
  for (let n = 0; n < STIR_ARRAYS; n++) stirred = new Array(STIR_LENGTH).fill(n);
  stirred.length = 0;
}
