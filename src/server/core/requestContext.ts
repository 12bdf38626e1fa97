import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type FollowedContext, makePromiseContext } from './promiseContext.ts';

/** What all that is logged on behalf of one request, command or job has in common. */
interface RequestContext {
  requestId: string;
  /** The name of what runs by itself. */
  job?: string;
}

// From Node 24 on V8 itself carries it along, for next to nothing.
const isCarriedByV8 = Number.parseInt(process.versions.node, 10) >= 24;
const storage: FollowedContext<RequestContext> = isCarriedByV8 ? new AsyncLocalStorage() : makePromiseContext();

/** Short enough to be read out on the telephone: the end of a UUID is 48 random bits, and Node keeps some at hand. */
export const makeRequestId = () => randomUUID().slice(-12);

/** Runs what belongs to one request; all it awaits belongs to it too. */
export function inRequest<T>({ requestId = makeRequestId(), job }: Partial<RequestContext>, run: () => T): T {
  return storage.run({ requestId, job }, run);
}

export const currentRequest = (): RequestContext | undefined => storage.getStore();
