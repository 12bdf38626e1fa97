import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The built web app: hashed files for ever, the page itself always asked for again, any other path is the page. */
export async function registerWebApp(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = /[/\\]assets[/\\]/.test(path);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (!isPage) return reply.status(404).send({ error: { code: 'request.not_found', kind: 'not_found' } });
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}
