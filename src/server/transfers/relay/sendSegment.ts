import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/core/errors.ts';
import type { SegmentId } from '../../../shared/core/ids.ts';
import { readRange } from './byteRange.ts';
import { rangeHolds, weighConditions } from './conditions.ts';
import { segmentFile } from './segmentFile.ts';
import type { WholeSegment } from './segments.service.ts';

/**
 * Answers a request for a whole segment or a part of it (RFC 9110, 13 and 14). With a place that the proxy in front keeps for
 * this, the proxy sends the file and sees to ranges and conditions itself: only who may have it is decided here.
 */
export async function sendSegment(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  { id, sizeBytes, readyAt }: WholeSegment,
  read: (id: SegmentId, first: number, last: number) => Promise<Readable | null>,
  accel?: string,
): Promise<FastifyReply> {
  // An id that is used again after its segment was taken has another tag.
  const etag = `"${id}-${readyAt.getTime()}"`;
  reply.headers({
    'cache-control': 'private, no-store',
    // Sealed bytes are nothing to look at: opened as a page they are a download that may do nothing.
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  if (accel) {
    reply.header('x-accel-redirect', `${accel}${segmentFile(id)}`).type('application/octet-stream');
    return reply.send();
  }
  reply.headers({ etag, 'accept-ranges': 'bytes' });
  const verdict = weighConditions(headers, etag);
  if (verdict === 'failed') return reply.status(412).send();
  if (verdict === 'not_modified') return reply.status(304).send();

  const range = method === 'GET' && rangeHolds(headers, etag) ? readRange(headers.range, sizeBytes) : 'all';
  if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${sizeBytes}`).send();
  const { first, last } = range === 'all' ? { first: 0, last: sizeBytes - 1 } : range;
  const body = await read(id, first, last);
  if (!body) throw new DomainError('relay.not_found');
  if (range !== 'all') reply.status(206).header('content-range', `bytes ${first}-${last}/${sizeBytes}`);
  reply.header('content-length', last - first + 1).type('application/octet-stream');
  if (method === 'GET') return reply.send(body);
  body.destroy();
  return reply.send();
}
