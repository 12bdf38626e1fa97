import type { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { blockLength } from '../../../shared/transfers/blocks.ts';
import { type Manifest, totalBytesOf } from '../../../shared/transfers/manifest.ts';
import { addSample, msLeft, type RateWindow, speedOf } from '../../../shared/transfers/rate.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { EngineReport, FileProgress } from './engineReport.ts';

type Measured = Pick<EngineReport, 'files' | 'bytesDone' | 'bytesTotal' | 'bytesPerSecond' | 'msLeft'>;

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
    const files = this.#chosenFiles.map((index): FileProgress => {
      const { sizeBytes } = this.#manifest.files[index]!;
      const verified = isVerified(index);
      return {
        index,
        sizeBytes,
        isVerified: verified,
        bytesDone: verified ? sizeBytes : bytesIn(done.get(index), sizeBytes),
      };
    });
    const bytesDone = files.reduce((sum, file) => sum + file.bytesDone, 0);
    this.#window = addSample(this.#window, { atMs: nowMs, bytes: bytesDone });
    const bytesPerSecond = speedOf(this.#window);
    const bytesTotal = this.#bytesTotal;
    return { files, bytesDone, bytesTotal, bytesPerSecond, msLeft: msLeft(bytesTotal - bytesDone, bytesPerSecond) };
  }
}

function bytesIn(done: Bitmap | undefined, sizeBytes: number): number {
  if (!done || done.count === 0) return 0;
  const last = done.length - 1;
  const missingOfLast = done.has(last) ? BLOCK_BYTES - blockLength(sizeBytes, last) : 0;
  return done.count * BLOCK_BYTES - missingOfLast;
}
