import { type DetailedError, Upload } from 'tus-js-client';
import type { WireError } from '../../../shared/core/errors.ts';
import { metadataOf, RELAY_PATH, type RelaySegment } from '../../../shared/transfers/relay.ts';
import { FileGoneError } from './fileReader.ts';
import { leaveRelayPlace, relayPlace } from './relayPlace.ts';
import { type SegmentSource, UPLOAD_CHUNK_BYTES } from './segmentSource.ts';

/** Waits between tries of one request; each success begins the list anew. */
const RETRY_MS = [500, 1000, 3000, 5000, 10_000];
/** A request that moves nothing for so long is ended and begun again. */
const HUNG_MS = 20_000;

/** The file could not be read; or the relay refused, with null when it could not be reached. */
export type GivenUp = { gone: FileGoneError } | { code: string | null };

export interface RelayUploadParts {
  segment: Pick<RelaySegment, 'segmentId' | 'transferId' | 'file' | 'firstBlock' | 'blockCount'>;
  source: SegmentSource;
  /** This browser's access has ended: asks for a new one. */
  renewSession(): Promise<void>;
  onProgress(sentBytes: number): void;
  onDone(): void;
  onGivenUp(why: GivenUp): void;
  now(): number;
}

/** One segment on its way to the relay, as a tus upload on a connection of its own. */
export class RelayUpload {
  readonly #upload: Upload;
  readonly #parts: RelayUploadParts;
  readonly #place = relayPlace();
  #movedAtMs: number;
  #stopped: Promise<void> = Promise.resolve();

  constructor(parts: RelayUploadParts) {
    this.#parts = parts;
    this.#movedAtMs = parts.now();
    let isRefused = false;
    this.#upload = new Upload(new Blob(), {
      endpoint: `${this.#place}${RELAY_PATH}`,
      metadata: metadataOf(parts.segment),
      uploadSize: parts.source.size,
      chunkSize: UPLOAD_CHUNK_BYTES,
      // Small segments would wait for the answer to their creation as long as they travel.
      uploadDataDuringCreation: true,
      retryDelays: RETRY_MS,
      storeFingerprintForResuming: false,
      fileReader: { openFile: async () => parts.source },
      onBeforeRequest: async (request) => {
        // To another port of this host: its cookies go with it only when that is asked for.
        if (this.#place) (request.getUnderlyingObject() as XMLHttpRequest).withCredentials = true;
        if (isRefused) await parts.renewSession();
        isRefused = false;
      },
      onShouldRetry: (error) => {
        isRefused = error.originalResponse?.getStatus() === 401;
        return !goneIn(error) && (isRefused || codeOf(error) === null);
      },
      onProgress: (sentBytes) => {
        this.#movedAtMs = parts.now();
        parts.onProgress(sentBytes);
      },
      onSuccess: () => parts.onDone(),
      onError: (error) => this.#failed(error),
    });
    this.#upload.start();
  }

  #failed(error: Error): void {
    const gone = goneIn(error);
    const wasAnswered = 'originalResponse' in error && (error as DetailedError).originalResponse !== null;
    if (!gone && !wasAnswered) leaveRelayPlace(this.#place);
    this.#parts.onGivenUp(gone ? { gone } : { code: codeOf(error) });
  }

  /** To be called now and then. */
  restartIfHung(): void {
    if (this.#parts.now() - this.#movedAtMs < HUNG_MS) return;
    this.stop();
    this.goOn();
  }

  /** Stands still until it goes on; what it brought stays at the relay. */
  stop(): void {
    this.#stopped = this.#upload.abort().catch(() => {});
  }

  goOn(): void {
    this.#movedAtMs = this.#parts.now();
    const stopped = this.#stopped;
    // It may have been stopped again, or ended, before it had come to a stop.
    void stopped.then(() => stopped === this.#stopped && this.#upload.start());
  }

  /** Ends it; what it brought to the relay is deleted there when that is asked for. */
  async end(isDeleting: boolean): Promise<void> {
    this.#stopped = this.#upload.abort(isDeleting).catch(() => {});
    await this.#stopped;
  }
}

/** Refusals that are over in a moment: another request of ours still holds the upload. */
const passing: ReadonlySet<string> = new Set([
  'relay.wrong_offset',
  'relay.busy',
  'relay.too_many',
  'request.rate_limited',
]);

/** Why the relay will not have it; null for what may pass: no answer, a server that is down, an upload still busy. */
function codeOf(error: Error): string | null {
  const response = 'originalResponse' in error ? (error as DetailedError).originalResponse : null;
  if (!response || response.getStatus() >= 502 || response.getStatus() === 401) return null;
  try {
    const { code } = (JSON.parse(response.getBody()) as { error: WireError }).error;
    return passing.has(code) ? null : code;
  } catch {
    return null;
  }
}

/** tus-js-client wraps what its source throws. */
function goneIn(error: Error): FileGoneError | null {
  const cause = (error as Partial<DetailedError>).causingError ?? error;
  return cause instanceof FileGoneError ? cause : null;
}

/** Deletes what an earlier life of this page has begun. */
export async function deleteUpload(segmentId: string): Promise<void> {
  await Upload.terminate(`${RELAY_PATH}/${segmentId}`, { retryDelays: RETRY_MS }).catch(() => {});
}
