import type { AnyTRPCRouter } from '@trpc/server';
import { type HTTPBaseHandlerOptions, resolveResponse } from '@trpc/server/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface ProceduresParts<R extends AnyTRPCRouter>
  extends Pick<HTTPBaseHandlerOptions<R, Request>, 'responseMeta' | 'maxBatchSize'> {
  prefix: string;
  router: R;
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<R['_def']['_config']['$types']['ctx']>;
}

/**
 * Procedures over HTTP: queries and mutations, answered whole. tRPC's own adapter makes a `Request` of every question
 * and sends every answer as a web stream, for the sake of subscriptions; that costs as much again as all else we do.
 */
export function registerProcedures<R extends AnyTRPCRouter>(app: FastifyInstance, parts: ProceduresParts<R>): void {
  app.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    // tRPC reads the JSON itself.
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.all<{ Params: { path: string } }>(`${parts.prefix}/:path`, async (request, reply) => {
      const response = await resolveResponse({
        ...parts,
        path: request.params.path,
        req: asRequest(request),
        error: null,
        createContext: () => parts.createContext(request, reply),
      });
      const body = await response.text();
      reply.status(response.status);
      for (const [name, value] of response.headers) reply.header(name, value);
      return reply.send(body);
    });
  });
}

/** What tRPC asks a `Request` for, without making one. */
function asRequest({ raw, body }: FastifyRequest): Request {
  const headers = {
    get: (name: string) => raw.headers[name.toLowerCase()]?.toString() ?? null,
    has: (name: string) => name.toLowerCase() in raw.headers,
  };
  // Only path and query count: the rest of the address is whatever the client says.
  const url = `http://localhost${raw.url}`;
  const text = async () => (typeof body === 'string' ? body : '');
  return { headers, url, method: raw.method, text, signal: new AbortController().signal } as unknown as Request;
}
