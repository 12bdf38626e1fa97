import {
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
} from '@trpc/server';
import { getHTTPStatusCode } from '@trpc/server/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

type ContextOf<R extends AnyTRPCRouter> = R['_def']['_config']['$types']['ctx'];

export interface ProceduresParts<R extends AnyTRPCRouter> {
  prefix: string;
  router: R;
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<ContextOf<R>>;
  /** What goes with an answer that holds these refusals. */
  headersFor(refusals: TRPCError[]): Record<string, string>;
  maxBatchSize: number;
  /** Whether a procedure with this `meta` may be asked for once only in a request. */
  isOncePerRequest?(meta: unknown): boolean;
}

type Asked = FastifyRequest<{ Params: { path: string }; Querystring: { batch?: unknown; input?: unknown } }>;

interface Call {
  path: string;
  procedure: AnyTRPCProcedure | undefined;
  readInput(): unknown;
}

const methodOf: Record<string, string> = { query: 'GET', mutation: 'POST' };

/**
 * Procedures over HTTP: queries and mutations, one or several of a kind at once, answered whole (tRPC's "RPC
 * specification"). tRPC's own adapter makes a `Request` of every question and sends every answer as a web stream, for
 * the sake of subscriptions, which we have none of; that costs as much again as all else we do.
 */
export function registerProcedures<R extends AnyTRPCRouter>(app: FastifyInstance, parts: ProceduresParts<R>): void {
  app.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    // What is no JSON is refused by the procedure, in its own words.
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.all(`${parts.prefix}/:path`, async (request: Asked, reply) => {
      if (request.method === 'HEAD') return reply.status(204).send();
      const { answer, refusals } = await answerTo(request, reply, parts);
      reply.status(getHTTPStatusCode(answer as never)).headers(parts.headersFor(refusals));
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
    });
  });
}

async function answerTo<R extends AnyTRPCRouter>(request: Asked, reply: FastifyReply, parts: ProceduresParts<R>) {
  const config = parts.router._def._config;
  const refusals: TRPCError[] = [];
  let ctx: ContextOf<R> | undefined;

  const refuse = (thrown: unknown, path?: string, type: 'query' | 'mutation' | 'unknown' = 'unknown') => {
    const error = getTRPCErrorFromUnknown(thrown);
    refusals.push(error);
    return { error: getTRPCErrorShape({ config, ctx, error, path, input: undefined, type }) };
  };
  const answerCall = async ({ path, procedure, readInput }: Call, batchIndex: number) => {
    const type = procedure?._def.type as 'query' | 'mutation' | undefined;
    try {
      if (!procedure || !type) throw new TRPCError({ code: 'NOT_FOUND' });
      if (methodOf[type] !== request.method) {
        reply.header('allow', methodOf[type]);
        throw new TRPCError({ code: 'METHOD_NOT_SUPPORTED' });
      }
      const getRawInput = async () => readInput();
      return { result: { data: await procedure({ path, getRawInput, ctx, type, signal: undefined, batchIndex }) } };
    } catch (thrown) {
      return refuse(thrown, path, type);
    }
  };
  try {
    const calls = readCalls(request, parts);
    ctx = await parts.createContext(request, reply);
    const isBatch = request.query.batch === '1';
    return { answer: isBatch ? await Promise.all(calls.map(answerCall)) : await answerCall(calls[0]!, 0), refusals };
  } catch (thrown) {
    return { answer: refuse(thrown), refusals };
  }
}

/** What is asked for. The input is read when its procedure wants it: who may not ask is not told what is wrong with it. */
function readCalls(request: Asked, parts: ProceduresParts<AnyTRPCRouter>): Call[] {
  const { router, maxBatchSize, isOncePerRequest = () => false } = parts;
  const { params, query, method } = request;
  // Only what a page of another site cannot send without being asked for leave (Fetch, 2.2.2).
  if (method !== 'GET' && !isJson(request)) throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  const isBatch = query.batch === '1';
  const paths = isBatch ? params.path.split(',') : [params.path];
  if (paths.length > maxBatchSize) throw new TRPCError({ code: 'BAD_REQUEST', message: 'too many at once' });
  const readInputs = inputReader(method === 'GET' ? query.input : request.body);
  const procedures = router._def.procedures as Record<string, AnyTRPCProcedure>;
  const calls = paths.map((path, index) => ({
    path,
    procedure: Object.hasOwn(procedures, path) ? procedures[path] : undefined,
    readInput: () => (isBatch ? oneOf(readInputs(), index) : readInputs()),
  }));
  const single = calls.filter(({ procedure }) => procedure && isOncePerRequest(procedure._def.meta));
  if (single.length > 1) throw new TRPCError({ code: 'BAD_REQUEST', message: 'what is to come alone' });
  const types = new Set(calls.flatMap(({ procedure }) => procedure?._def.type ?? []));
  if (types.size > 1) throw new TRPCError({ code: 'BAD_REQUEST', message: 'queries and mutations in one' });
  return calls;
}

function isJson({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}

/** Those of several come as an object by their places; one without input is not in it. */
function oneOf(inputs: unknown, index: number): unknown {
  if (inputs === undefined) return undefined;
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'no object of inputs' });
  }
  return (inputs as Record<number, unknown>)[index];
}

/** Reads the JSON once, for all who ask for a part of it. */
function inputReader(json: unknown): () => unknown {
  let parsed: unknown;
  let isParsed = false;
  return () => {
    if (!isParsed && typeof json === 'string' && json !== '') {
      try {
        parsed = JSON.parse(json);
      } catch (cause) {
        throw new TRPCError({ code: 'BAD_REQUEST', cause });
      }
    }
    isParsed = true;
    return parsed;
  };
}
