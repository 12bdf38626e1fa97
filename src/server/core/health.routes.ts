import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.ts';

/** `/health/live`: the process answers. `/health/ready`: people may be sent here, and what is missing if not. */
export function registerHealth(app: FastifyInstance, readiness: Readiness): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const report = await readiness.report();
    const isOpen = report.status === 'ready' || report.status === 'degraded';
    return reply
      .status(isOpen ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(report);
  });
}
