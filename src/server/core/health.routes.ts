import type { FastifyInstance } from 'fastify';
import type { Database } from './database.ts';

const DATABASE_TIMEOUT_MS = 3000;

/** `/health/live`: the process answers. `/health/ready`: it can serve, its database included. */
export function registerHealth(app: FastifyInstance, db: Database): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const isReady = await Promise.race([
      db.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, DATABASE_TIMEOUT_MS, false).unref()),
    ]);
    return reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'database unavailable' });
  });
}
