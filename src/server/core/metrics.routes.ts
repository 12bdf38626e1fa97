import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../shared/core/errors.ts';

export interface MetricsDoor {
  /** Who has it may look; null: nobody, and there is nothing here. */
  token: string | null;
  contentType: string;
  text(): Promise<string>;
}

/** `/metrics`, in the text format of Prometheus, for the holder of the bearer token (RFC 6750). */
export function registerMetrics(app: FastifyInstance, door: MetricsDoor): void {
  app.get('/metrics', async (request, reply) => {
    if (door.token === null) throw new DomainError('request.not_found');
    if (!isSame(request.headers.authorization ?? '', `Bearer ${door.token}`)) {
      return reply.status(401).header('www-authenticate', 'Bearer').send();
    }
    return reply
      .header('cache-control', 'no-store')
      .type(door.contentType)
      .send(await door.text());
  });
}

// Hashed, both are of one length, and how much of it was right does not show in the time it takes.
function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
