/** Where received bytes go: written at their place as they come. */
export interface BlockSink {
  /** Makes the file ready, which may have no bytes; tells how many it holds from before. */
  prepare(file: number): Promise<number>;
  /** Rejects with `DiskFullError` when the bytes do not all fit. */
  write(file: number, offsetBytes: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Everything written so far survives a crash of the page. */
  flush(): Promise<void>;
  /** No more bytes will come for this file. */
  finish(file: number): Promise<void>;
  close(): Promise<void>;
}

export class DiskFullError extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the disk is full', options);
    this.name = 'DiskFullError';
  }
}

export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
