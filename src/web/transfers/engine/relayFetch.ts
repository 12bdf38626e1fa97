import { type RelaySegment, SEALED_BLOCK_BYTES, segmentPath } from '../../../shared/transfers/relay.ts';
import type { Bytes } from './bytes.ts';
import { discard } from './discard.ts';
import { leaveRelayPlace, relayPlace } from './relayPlace.ts';

/** A download that brings nothing for so long is ended and begun again. */
const HUNG_MS = 20_000;
/** Blocks of one segment that are opened while the next ones come. */
const MOST_AHEAD = 4;

export class RelayFetchError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the relay answered ${status}`);
    this.name = 'RelayFetchError';
    this.status = status;
  }
}

export interface RelayFetchParts {
  segment: Pick<RelaySegment, 'segmentId' | 'firstBlock' | 'blockCount' | 'sizeBytes'>;
  /** The block of the file with which to begin. */
  fromBlock: number;
  headers: Record<string, string>;
  signal: AbortSignal;
  bufferFor(length: number): Bytes;
  /** Takes a whole sealed block; the buffer is the caller's again once this resolves. */
  take(block: number, sealed: Bytes): Promise<void>;
}

/** Downloads a segment from one of its blocks on. Throws `RelayFetchError`, or what `fetch` throws, when it breaks off. */
export async function fetchSegment(parts: RelayFetchParts): Promise<void> {
  const { segment, fromBlock } = parts;
  const hung = new AbortController();
  let timer = setTimeout(() => hung.abort(), HUNG_MS);
  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(() => hung.abort(), HUNG_MS);
  };
  const place = relayPlace();
  const offsetBytes = (fromBlock - segment.firstBlock) * SEALED_BLOCK_BYTES;
  let hasAnswered = false;
  try {
    const response = await fetch(`${place}${segmentPath(segment.segmentId as never)}`, {
      ...(place && { credentials: 'include' as const }),
      headers: { ...parts.headers, ...(offsetBytes > 0 && { Range: `bytes=${offsetBytes}-` }) },
      signal: AbortSignal.any([parts.signal, hung.signal]),
    });
    hasAnswered = true;
    if (response.status !== (offsetBytes > 0 ? 206 : 200)) throw new RelayFetchError(response.status);
    await cutIntoBlocks(response.body!, parts, moved);
  } catch (error) {
    if (!hasAnswered && !parts.signal.aborted) leaveRelayPlace(place);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function cutIntoBlocks(body: ReadableStream<Uint8Array>, parts: RelayFetchParts, moved: () => void) {
  const { segment, bufferFor, take } = parts;
  const end = segment.firstBlock + segment.blockCount;
  const under = new Set<Promise<void>>();
  let block = parts.fromBlock;
  let filledBytes = 0;
  let sealed: Bytes | null = null;
  for await (const piece of body as unknown as AsyncIterable<Bytes>) {
    moved();
    for (let from = 0; from < piece.byteLength && block < end; ) {
      sealed ??= bufferFor(lengthOf(segment, block));
      const count = Math.min(sealed.byteLength - filledBytes, piece.byteLength - from);
      sealed.set(piece.subarray(from, from + count), filledBytes);
      from += count;
      filledBytes += count;
      if (filledBytes < sealed.byteLength) continue;
      const taken = take(block++, sealed).finally(() => under.delete(taken));
      under.add(taken);
      sealed = null;
      filledBytes = 0;
      if (under.size >= MOST_AHEAD) await Promise.race(under);
    }
    discard(piece);
  }
  await Promise.all(under);
}

function lengthOf(segment: RelayFetchParts['segment'], block: number): number {
  const isLast = block === segment.firstBlock + segment.blockCount - 1;
  return isLast ? segment.sizeBytes - (segment.blockCount - 1) * SEALED_BLOCK_BYTES : SEALED_BLOCK_BYTES;
}
