import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request as tus takes it, with what its protocol speaks of: cookies and what proxies add are no business of an upload. */
export function toWebRequest({ raw, headers, method }: FastifyRequest): Request {
  const ofTus = Object.entries(headers).filter(([name]) => /^(tus-|upload-|content-(type|length)$)/.test(name));
  const hasBody = method === 'POST' || method === 'PATCH';
  return new Request(new URL(raw.url ?? '/', 'http://relay'), {
    method,
    headers: ofTus.map(([name, value]) => [name, String(value)]),
    body: hasBody ? Readable.toWeb(raw) : null,
    duplex: 'half',
  } as RequestInit);
}

/**
 * Lets the rest of a body that nobody reads any more pass by: as long as it stood in the connection, the next request on it,
 * which behind a proxy is anybody's, would wait for ever. (Node does this itself where nothing was read.)
 */
export function leaveRest({ raw }: FastifyRequest): void {
  if (raw.readableEnded) return;
  raw.removeAllListeners('data');
  raw.resume();
}

/** What tus answers; of other origins' pages there is nothing to say. */
export async function sendWebResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.status(response.status);
  for (const [name, value] of response.headers) if (!name.startsWith('access-control-')) reply.header(name, value);
  const body = await response.text();
  if (body.startsWith('{')) reply.type('application/json');
  return reply.send(body);
}
