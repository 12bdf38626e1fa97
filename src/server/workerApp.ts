import Fastify, { type FastifyInstance } from 'fastify';
import { Server, type ServerOptions } from 'socket.io';
import type { BuiltApp } from './app.ts';
import { registerHealth } from './core/health.routes.ts';
import { type MetricsDoor, registerMetrics } from './core/metrics.routes.ts';
import type { Readiness } from './core/readiness.ts';

export interface WorkerAppParts {
  readiness: Readiness;
  metrics: MetricsDoor;
  /** What brings announcements to the sockets of web nodes. */
  socketAdapter?: ServerOptions['adapter'];
}

/**
 * What a worker shows instead of the product: whether it is well, and its figures. No socket ever connects here; what jobs announce
 * leaves through the same adapter as that of the web nodes.
 */
export function buildWorkerApp({ readiness, metrics, socketAdapter }: WorkerAppParts): BuiltApp {
  const app = Fastify({ forceCloseConnections: true }) as FastifyInstance;
  registerHealth(app, readiness);
  registerMetrics(app, metrics);
  const io = new Server({ serveClient: false, ...(socketAdapter ? { adapter: socketAdapter } : {}) });
  return { app, io, doors: [] };
}
