const SAY_MS = 500;

/** [T20] When to say that this side is there, and for how long the other side has not. */
export class Pulse {
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #heardAtMs = 0;
  #isKept = false;

  /** Something came from the other side, or nothing is to come now. */
  heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  /** The other side said that it is there. Not every version does; whoever does goes on with it. */
  kept(): void {
    this.#isKept = true;
  }

  /** Another engine is over there now, perhaps of another version. */
  startAnew(): void {
    this.#isKept = false;
  }

  /** Whether it is to be said now. */
  isDue(nowMs: number): boolean {
    if (nowMs - this.#saidAtMs < SAY_MS) return false;
    this.#saidAtMs = nowMs;
    return true;
  }

  unheardMs(nowMs: number): number {
    return this.#isKept ? nowMs - this.#heardAtMs : 0;
  }
}
