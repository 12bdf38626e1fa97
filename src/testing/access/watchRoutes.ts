import { channel } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

/** A route as `METHOD path`. */
export type RegisteredRoute = string;

/** Notes each route of every Fastify instance that is made from now on, until the returned function is called. */
export function watchRoutes(noted: RegisteredRoute[]): () => void {
  const made = channel('fastify.initialization');
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => void noted.push(...[method].flat().map((one) => `${one} ${url}`)));
  };
  made.subscribe(watch);
  return () => made.unsubscribe(watch);
}
