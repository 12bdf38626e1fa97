/** A run of neighbours: the first index and how many. */
export type Run = [first: number, count: number];

/** One bit per block, least significant bit first: which blocks are there. */
export class Bitmap {
  readonly length: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  #count = 0;

  constructor(length: number, bytes?: Uint8Array) {
    this.length = length;
    this.bytes = new Uint8Array(Math.ceil(length / 8));
    if (bytes) for (let index = 0; index < length; index++) if (bitOf(bytes, index)) this.set(index);
  }

  /** How many bits are set. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.length;
  }

  has(index: number): boolean {
    return bitOf(this.bytes, index);
  }

  /** Sets one bit; false when it was set already or lies outside. */
  set(index: number): boolean {
    if (index < 0 || index >= this.length || this.has(index)) return false;
    this.bytes[index >> 3]! |= 1 << (index & 7);
    this.#count++;
    return true;
  }

  clear(index: number): boolean {
    if (index < 0 || index >= this.length || !this.has(index)) return false;
    this.bytes[index >> 3]! &= ~(1 << (index & 7));
    this.#count--;
    return true;
  }

  clearAll(): void {
    this.bytes.fill(0);
    this.#count = 0;
  }

  /** The first index at or after `from` that is not set; `length` when there is none. */
  nextClear(from: number): number {
    let index = from;
    while (index < this.length) {
      if ((index & 7) === 0 && this.bytes[index >> 3] === 0xff) index += 8;
      else if (this.has(index)) index++;
      else return index;
    }
    return this.length;
  }

  /** The last index at or after `from` that is not set; -1 when there is none. */
  lastClear(from: number): number {
    let index = this.length - 1;
    while (index >= from) {
      if ((index & 7) === 7 && this.bytes[index >> 3] === 0xff) index -= 8;
      else if (this.has(index)) index--;
      else return index;
    }
    return -1;
  }

  /** The runs of set bits, in order. */
  *runs(): Generator<Run> {
    for (let first = 0; first < this.length; ) {
      if (!this.has(first)) {
        first++;
        continue;
      }
      const end = this.nextClear(first);
      yield [first, end - first];
      first = end;
    }
  }
}

function bitOf(bytes: Uint8Array, index: number): boolean {
  return ((bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}
