import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { type SegmentId, segmentId } from '../../../shared/core/ids.ts';
import type { Log } from '../../core/ports.ts';
import type { RelayBytes } from './relayBytes.port.ts';
import { openS3, type S3Settings } from './s3Client.ts';
import { chainOf, type Piece, pieceName, readPieceName } from './s3Pieces.ts';

/** Held in memory for each upload on its way; so much of it is in S3 after every request to it. */
const PIECE_BYTES = 2 * 1024 * 1024;

/**
 * Segments in an S3 bucket, each as a row of pieces that are written once and never changed. What is in S3 counts: a node
 * keeps nothing but the piece that it is collecting.
 */
export function makeS3RelayBytes(
  settings: S3Settings,
  log: Log,
): RelayBytes & { pieceCount(id: SegmentId): Promise<number>; close(): void } {
  const { ask, Bucket, close } = openS3(settings, log);
  const keyOf = (id: SegmentId, name = '') => `${settings.prefix}${id}/${name}`;

  async function listPieces(id: SegmentId): Promise<Piece[]> {
    const pieces: Piece[] = [];
    for await (const { Contents } of pages({ Prefix: keyOf(id) })) {
      for (const { Key, Size } of Contents ?? []) {
        const piece = readPieceName(Key!.slice(keyOf(id).length), Size ?? 0);
        if (piece) pieces.push(piece);
      }
    }
    return pieces;
  }

  async function* allPieces(): AsyncGenerator<{ id: SegmentId; piece: Piece }> {
    for await (const { Contents } of pages({ Prefix: settings.prefix })) {
      for (const { Key, Size } of Contents ?? []) {
        const [id, name, ...rest] = Key!.slice(settings.prefix.length).split('/');
        const known = segmentId.safeParse(id);
        const piece = readPieceName(name ?? '', Size ?? 0);
        if (known.success && piece && rest.length === 0) yield { id: known.data, piece };
      }
    }
  }

  async function* pages(asked: { Prefix: string }) {
    for (let ContinuationToken: string | undefined; ; ) {
      const page = await ask(new ListObjectsV2Command({ Bucket, ...asked, ContinuationToken }));
      yield page;
      ContinuationToken = page.NextContinuationToken;
      if (!page.IsTruncated || !ContinuationToken) return;
    }
  }

  async function get(id: SegmentId, { name }: Piece, first: number, last: number): Promise<Readable> {
    const Range = `bytes=${first}-${last}`;
    const { Body } = await ask(new GetObjectCommand({ Bucket, Key: keyOf(id, name), Range }));
    return Body as Readable;
  }

  async function put(id: SegmentId, name: string, Body: Buffer): Promise<void> {
    await ask(new PutObjectCommand({ Bucket, Key: keyOf(id, name), Body, ContentLength: Body.byteLength }));
  }

  async function deletePiece(id: SegmentId, name: string): Promise<void> {
    await ask(new DeleteObjectCommand({ Bucket, Key: keyOf(id, name) }));
  }

  return {
    async append(id, offset, source) {
      const { pieces, sizeBytes, generation } = chainOf(await listPieces(id));
      if (sizeBytes !== offset) throw new Error(`segment ${id} is at ${sizeBytes}, not at ${offset}`);
      const writer = { generation: Math.max(Date.now(), generation + 1), nonce: randomBytes(4).toString('hex') };
      // A last piece that is short is written again with what follows it: however it came, there are few.
      const short = pieces.filter((piece) => piece.sizeBytes < PIECE_BYTES).at(-1);
      const tail = short && short === pieces.at(-1) ? short : undefined;
      const head = tail ? await buffer(await get(id, tail, 0, tail.sizeBytes - 1)) : Buffer.alloc(0);
      let at = offset - head.byteLength;
      for await (const Body of collected(head, source)) {
        await put(id, pieceName({ ...writer, offset: at }), Body);
        if (tail?.offset === at) await deletePiece(id, tail.name).catch(() => {});
        at += Body.byteLength;
      }
      return Math.max(at, offset);
    },
    size: async (id) => chainOf(await listPieces(id)).sizeBytes,
    // What S3 has confirmed is durable.
    flush: async () => {},
    async read(id, first, last) {
      const { pieces, sizeBytes } = chainOf(await listPieces(id));
      if (sizeBytes <= last) return null;
      return Readable.from(
        readThrough(pieces, first, last, (...part) => get(id, ...part)),
        { objectMode: false },
      );
    },
    async delete(id) {
      for (const { name } of await listPieces(id)) await deletePiece(id, name);
    },
    async *list() {
      // Keys come sorted: all pieces of a segment one after another.
      let last: { id: SegmentId; pieces: Piece[] } | undefined;
      for await (const { id, piece } of allPieces()) {
        if (last && last.id !== id) yield { id: last.id, sizeBytes: chainOf(last.pieces).sizeBytes };
        if (last?.id !== id) last = { id, pieces: [] };
        last.pieces.push(piece);
      }
      if (last) yield { id: last.id, sizeBytes: chainOf(last.pieces).sizeBytes };
    },
    // A bucket has no end; how much of it is ours to fill is counted by rows.
    freeBytes: async () => Number.POSITIVE_INFINITY,
    check: async () => void (await ask(new ListObjectsV2Command({ Bucket, Prefix: settings.prefix, MaxKeys: 1 }))),
    /** Into how many pieces a segment is. */
    pieceCount: async (id: SegmentId) => (await listPieces(id)).length,
    close,
  };
}

/** What follows the head, in pieces that begin with it. A source that breaks off gives what it had, and then its error. */
async function* collected(head: Buffer, source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [head];
  let length = head.byteLength;
  let hasNew = false;
  let broken: { error: unknown } | undefined;
  function take(): Buffer {
    const piece = Buffer.concat(parts, length);
    parts = [];
    length = 0;
    hasNew = false;
    return piece;
  }
  const rest = source[Symbol.asyncIterator]();
  while (!broken) {
    try {
      const { done, value } = await rest.next();
      if (done) break;
      parts.push(value);
      length += value.byteLength;
      hasNew ||= value.byteLength > 0;
    } catch (error) {
      broken = { error };
    }
    if (length >= PIECE_BYTES) yield take();
  }
  if (hasNew) yield take();
  if (broken) throw broken.error;
}

/** One piece after another, each asked for when the one before it was read. */
async function* readThrough(
  pieces: Piece[],
  first: number,
  last: number,
  get: (piece: Piece, first: number, last: number) => Promise<Readable>,
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    const from = Math.max(first - piece.offset, 0);
    const to = Math.min(last - piece.offset, piece.sizeBytes - 1);
    if (from <= to) yield* await get(piece, from, to);
  }
}
