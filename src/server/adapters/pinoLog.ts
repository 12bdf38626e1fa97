import { type DestinationStream, pino } from 'pino';
import type { Meters } from '../core/meters.ts';
import type { Log } from '../core/ports.ts';
import { currentRequest } from '../core/requestContext.ts';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** What no line may hold, should someone ever hand it over: a second lock behind "ids, never contents". */
const secret = [
  'password',
  'token',
  'secret',
  'credential',
  'cookie',
  'authorization',
  'content',
  'fileName',
  'sdp',
  'candidate',
  'code',
  'email',
  'url',
];

/** JSON lines with time, level by name, and the id of the request, command or job they belong to. */
export function makePinoLog(level: Level, meters: Meters, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => {
      const context = currentRequest();
      return context ? { reqId: context.requestId, ...(context.job && { job: context.job }) } : {};
    },
    redact: { paths: secret.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    serializers: { err: toFacts },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  return {
    debug: (facts, text) => logger.debug(facts, text),
    info: (facts, text) => logger.info(facts, text),
    warn: (facts, text) => {
      meters.count('spotlight_log_lines_total', { level: 'warn' });
      logger.warn(facts, text);
    },
    error: (facts, text) => {
      meters.count('spotlight_log_lines_total', { level: 'error' });
      logger.error(facts, text);
    },
  };
}

const MOST_CAUSES = 3;

/** Of an error its kind, words and stack, and not what hangs on it: databases hang the refused values there. */
function toFacts(thrown: unknown, depth = 0): object {
  if (!(thrown instanceof Error)) return { message: withoutValues(String(thrown)) };
  const kind = (thrown as { code?: unknown }).code;
  const cause = thrown.cause && depth < MOST_CAUSES ? { cause: toFacts(thrown.cause, depth + 1) } : {};
  return {
    type: thrown.name,
    message: withoutValues(thrown.message),
    ...(typeof kind === 'string' && { kind }),
    // The first line repeats the message.
    stack: thrown.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...cause,
  };
}

/** PostgreSQL quotes whole rows and keys in its refusals, Prisma the arguments of a call. */
function withoutValues(message: string): string {
  return message
    .replace(/Failing row contains[\s\S]*/, 'Failing row contains […]')
    .replace(/\(([^()]*)\)=\((?:[^()]|\([^()]*\))*\)/g, '($1)=(…)')
    .replace(/invocation[\s\S]*?\n\n(?=[^\n]*$)/, 'invocation: ')
    .replace(/\{[\s\S]*\}/g, '{…}');
}
