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

/** Frees bytes now, not when the collector comes by (it waits for some 64 MB). Where a browser cannot, it will come by. */
export function discard(bytes: ArrayBuffer): void {
  (bytes as ArrayBuffer & { transfer?(length: number): ArrayBuffer }).transfer?.(0);
}
