import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What all that is logged on behalf of one request, command or job has in common. */
interface RequestContext {
  requestId: string;
  /** The name of what runs by itself. */
  job?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Short enough to be read out on the telephone. */
export const makeRequestId = () => randomBytes(6).toString('hex');

/** Runs what belongs to one request; all it awaits belongs to it too. */
export function inRequest<T>(context: Partial<RequestContext>, run: () => T): T {
  return storage.run({ requestId: makeRequestId(), ...context }, run);
}

export const currentRequest = (): RequestContext | undefined => storage.getStore();
