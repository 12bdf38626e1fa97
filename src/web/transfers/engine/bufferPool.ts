import type { Bytes } from './bytes.ts';

/**
 * Buffers that are used again: what a block leaves behind is collected late, when tens of megabytes have gathered.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  readonly #bufferBytes: number;
  readonly #mostFree: number;

  constructor(bufferBytes: number, mostFree: number) {
    this.#bufferBytes = bufferBytes;
    this.#mostFree = mostFree;
  }

  /** Bytes of any content; a length beyond the pool's own is not pooled, nor is one for which a buffer would be far too large. */
  take(length: number): Bytes {
    if (length > this.#bufferBytes || length < this.#bufferBytes / 8) return new Uint8Array(length);
    return new Uint8Array(this.#free.pop() ?? new ArrayBuffer(this.#bufferBytes), 0, length);
  }

  /** Nobody may use these bytes any more. */
  give({ buffer }: Bytes): void {
    if (buffer.byteLength === this.#bufferBytes && this.#free.length < this.#mostFree) this.#free.push(buffer);
  }
}
