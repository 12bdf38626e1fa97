import { vi } from 'vitest';

/** What pages find in a browser and Node lacks; taken away again by `vi.unstubAllGlobals`. Tabs share all of it. */
export function stubBrowser(parts: { fetch: typeof fetch }) {
  const storage = makeStorage();
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('navigator', { locks: makeLocks() });
  vi.stubGlobal('fetch', parts.fetch);
  return { storage };
}

/** A server that has nothing against it. */
export const answerOk: typeof fetch = async () => Response.json([{ result: { data: null } }]);

function makeStorage() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
    clear: () => held.clear(),
  };
}

interface LockWish {
  mode?: 'shared' | 'exclusive';
  ifAvailable?: boolean;
}
type Work<T> = (lock: object | null) => Promise<T>;

/** Web Locks, as much of them as is used here: one holder, or several that share. */
function makeLocks() {
  const held = new Map<string, { isShared: boolean; done: Promise<unknown> }[]>();
  return {
    async request<T>(name: string, given: LockWish | Work<T>, then?: Work<T>): Promise<T> {
      const [wish, work] = typeof given === 'function' ? [{}, given] : [given, then!];
      const isShared = wish.mode === 'shared';
      const inTheWay = () => (held.get(name) ?? []).filter((holder) => !(isShared && holder.isShared));
      if (wish.ifAvailable && inTheWay().length > 0) return work(null);
      while (inTheWay().length > 0) await Promise.allSettled(inTheWay().map(({ done }) => done));
      const done = work({}).finally(() => {
        held.set(name, held.get(name)?.filter((other) => other !== holder) ?? []);
      });
      const holder = { isShared, done };
      held.set(name, [...(held.get(name) ?? []), holder]);
      return done;
    },
  };
}

/** A database that a page wants to open: the test says what becomes of it, by an event. */
export class OpenRequest extends EventTarget {
  result: unknown;
}

/** An IndexedDB that answers nothing by itself: what it was asked to open. */
export function stubIndexedDb(): OpenRequest[] {
  const requests: OpenRequest[] = [];
  vi.stubGlobal('indexedDB', {
    open: () => {
      const request = new OpenRequest();
      requests.push(request);
      return request;
    },
  });
  vi.stubGlobal('IDBRequest', OpenRequest);
  for (const name of ['IDBDatabase', 'IDBObjectStore', 'IDBIndex', 'IDBCursor', 'IDBTransaction'])
    vi.stubGlobal(name, class {});
  return requests;
}
