import type { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { bytesIn } from '../../../shared/transfers/blocks.ts';
import { type Manifest, totalBytesOf } from '../../../shared/transfers/manifest.ts';
import { addSample, msLeft, type RateWindow, speedOf } from '../../../shared/transfers/rate.ts';
import type { EngineReport } from './engineReport.ts';

type Measured = Pick<EngineReport, 'bytesDone' | 'bytesTotal' | 'bytesPerSecond' | 'msLeft'>;

/** How far a transfer is, how fast it goes and how long it will take. */
export class ProgressMeter {
  readonly #manifest: Manifest;
  readonly #chosenFiles: number[];
  readonly #bytesTotal: number;
  #window: RateWindow = [];

  constructor(manifest: Manifest, chosenFiles: number[]) {
    this.#manifest = manifest;
    this.#chosenFiles = chosenFiles;
    this.#bytesTotal = totalBytesOf(chosenFiles.map((index) => manifest.files[index]!));
  }

  measure(done: Map<number, Bitmap>, isVerified: (file: number) => boolean, nowMs: number): Measured {
    let bytesDone = 0;
    for (const index of this.#chosenFiles) {
      const { sizeBytes } = this.#manifest.files[index]!;
      const blocks = done.get(index);
      bytesDone += isVerified(index) ? sizeBytes : blocks ? bytesIn(blocks, sizeBytes) : 0;
    }
    this.#window = addSample(this.#window, { atMs: nowMs, bytes: bytesDone });
    const bytesPerSecond = speedOf(this.#window);
    const bytesTotal = this.#bytesTotal;
    return { bytesDone, bytesTotal, bytesPerSecond, msLeft: msLeft(bytesTotal - bytesDone, bytesPerSecond) };
  }
}
