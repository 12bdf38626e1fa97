import { api } from '../core/api.ts';

/** Logged out while the server could not be reached: it is still to be told. */
const KEY = 'spotlight:logout-owed';
const LOCK = 'spotlight:door';
/** So long may telling the server keep someone from logging in. */
const PATIENCE_MS = 3000;

export const isLogoutOwed = (): boolean => localStorage.getItem(KEY) !== null;
export const oweLogout = (): void => localStorage.setItem(KEY, '1');

/**
 * Logs someone in. With that the server ends the session that this browser had before, so nothing is owed any more; and no
 * tab tells it meanwhile, since the answer would take the new cookies.
 */
export function enter<T>(logIn: () => Promise<T>): Promise<T> {
  return navigator.locks.request(LOCK, { mode: 'shared' }, async () => {
    const found = await logIn();
    localStorage.removeItem(KEY);
    return found;
  });
}

/**
 * Tells the server, unless someone is logging in just now; whether nothing is owed any more. What was stored of
 * who left is gone since then; what has been stored meanwhile, such as a visitor's download, is not theirs.
 */
export async function payLogout(): Promise<boolean> {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    if (!isLogoutOwed()) return true;
    try {
      await api.accounts.logOut.mutate({ keepsSiteData: true }, { signal: AbortSignal.timeout(PATIENCE_MS) });
      localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  });
}
