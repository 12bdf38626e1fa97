import { runsOf } from '../../../shared/transfers/blockRuns.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import type { BlockStore } from './blockStore.ts';
import { discard } from './discard.ts';
import type { SealedBlock } from './receiveConnection.ts';
import type { TransferSeals } from './sealing.ts';

const MOST_AT_ONCE = 16;
const MOST_BAD_COPIES = 3;

/** `refused`: the disk took no more; the block is remembered and asked for again. */
export type Outcome = 'stored' | 'known' | 'bad' | 'refused';

export interface ReceivePipelineParts {
  store: BlockStore;
  seals: TransferSeals;
  /** Whether the disk refused a block and the person was not back yet. */
  isDiskFull(): boolean;
  onStoreError(error: unknown): void;
  /** The same block was bad too often: somebody plays a game. */
  onHopeless(): void;
}

type Block = Pick<SealedBlock, 'file' | 'block' | 'sealed'>;

/** Opens, checks and stores sealed blocks, whichever way they came; a few at once, in the order in which they came. */
export class ReceivePipeline {
  readonly #parts: ReceivePipelineParts;
  readonly #busy = new Set<string>();
  readonly #waiting: (() => void)[] = [];
  readonly #badCopies = new Map<string, number>();
  #refused: { file: number; block: number }[] = [];
  #running = 0;
  /** Of blocks that came twice, whatever the way. */
  duplicateBytes = 0;

  constructor(parts: ReceivePipelineParts) {
    this.#parts = parts;
  }

  async take(sealed: Block): Promise<Outcome> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    this.#running++;
    try {
      return await this.#process(sealed);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** Stored before, and lost since: the disk did not take them after all. */
  noteLost(blocks: readonly { file: number; block: number }[]): void {
    this.#refused.push(...blocks);
  }

  /** What the disk did not take, and that has not come again since. */
  get refused(): BlockRun[] {
    this.#refused = this.#refused.filter(({ file, block }) => !this.#parts.store.hasWritten(file, block));
    return runsOf(this.#refused);
  }

  async #process(sealed: Block): Promise<Outcome> {
    const { file, block } = sealed;
    const key = `${file}/${block}`;
    if (this.#parts.store.hasWritten(file, block) || this.#busy.has(key)) {
      this.duplicateBytes += sealed.sealed.byteLength;
      return 'known';
    }
    this.#busy.add(key);
    try {
      const outcome = await this.#openAndStore(sealed);
      if (outcome === 'refused') this.#refused.push({ file, block });
      return outcome;
    } finally {
      this.#busy.delete(key);
    }
  }

  async #openAndStore({ file, block, sealed }: Block): Promise<Outcome> {
    const { store, seals } = this.#parts;
    if (this.#parts.isDiskFull()) return 'refused';
    const opened = await seals.openBlock({ file, block, blockCount: store.written.get(file)!.length }, sealed);
    if (!opened) return this.#countBad(`${file}/${block}`);
    try {
      await store.write(file, block, opened);
      return 'stored';
    } catch (error) {
      this.#parts.onStoreError(error);
      return 'refused';
    } finally {
      discard(opened.plain);
    }
  }

  #countBad(key: string): Outcome {
    const copies = (this.#badCopies.get(key) ?? 0) + 1;
    this.#badCopies.set(key, copies);
    if (copies >= MOST_BAD_COPIES) this.#parts.onHopeless();
    return 'bad';
  }
}
