import { DataStore, Upload } from '@tus/utils';
import type { SegmentId } from '../../../shared/core/ids.ts';
import type { SegmentsService } from './segments.service.ts';

/** What tus calls its store: rows and bytes of segments. */
export class SegmentStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination'];
  readonly #segments: SegmentsService;
  readonly #writing = new Map<string, Promise<number>>();

  constructor(segments: SegmentsService) {
    super();
    this.#segments = segments;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { metadata, sizeBytes, offset } = await this.#segments.progress(id as SegmentId);
    return new Upload({ id, size: sizeBytes, offset, metadata });
  }

  override async write(source: AsyncIterable<Uint8Array>, id: string, offset: number): Promise<number> {
    const writing = this.#write(withoutReturn(source), id, offset);
    this.#writing.set(id, writing);
    return writing.finally(() => this.#writing.delete(id));
  }

  /** Resolves once the request that holds this segment's lock writes no more. */
  async untilWritten(id: string): Promise<void> {
    await this.#writing.get(id)?.catch(() => {});
  }

  async #write(source: AsyncIterable<Uint8Array>, id: string, offset: number): Promise<number> {
    const held = await this.#segments.progress(id as SegmentId);
    if (held.offset === offset) return this.#segments.append(id as SegmentId, offset, source);
    // Begun a second time, with a body: what is held stays, and the answer says where to go on.
    for await (const _ of source);
    return held.offset;
  }

  override remove(id: string): Promise<void> {
    return this.#segments.remove(id as SegmentId);
  }
}

/** Whoever stops reading in the middle would end the stream by that, and tus would report its end instead of why it was. */
function withoutReturn<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return { next: () => iterator.next() };
    },
  };
}
