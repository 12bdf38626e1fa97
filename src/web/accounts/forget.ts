import { queryClient } from '../core/queryClient.ts';
import { closeSocket } from '../core/socket.ts';
import { setTheme, theme } from '../ui/theme.ts';
import { isLogoutOwed, oweLogout } from './owedLogout.ts';

/** Where another tab logs out meanwhile, Clear-Site-Data takes it all, and calls that were under way are never answered. */
const LONGEST_WAIT_MS = 2000;

/**
 * Takes everything of the person out of this browser: what was asked for, storage, databases and private files.
 * Afterwards the page must be loaded anew: other rooms still hold things in memory, and open databases delay deletion.
 */
export async function forgetEverything(): Promise<void> {
  closeSocket();
  queryClient.clear();
  const isOwed = isLogoutOwed();
  localStorage.clear();
  // It says nothing about anyone either; were the page left while this goes on, it would be signed in again.
  if (isOwed) oweLogout();
  sessionStorage.clear();
  // The choice of theme says nothing about anyone and stays, also after Clear-Site-Data.
  setTheme(theme());
  const inTime = new Promise((go) => setTimeout(go, LONGEST_WAIT_MS));
  await Promise.race([Promise.allSettled([forgetDatabases(), forgetFiles()]), inTime]);
}

async function forgetDatabases(): Promise<void> {
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.allSettled(databases.map(({ name }) => forgetDatabase(name)));
}

function forgetDatabase(name: string | undefined): Promise<void> {
  return new Promise((done) => {
    if (!name) return done();
    const request = indexedDB.deleteDatabase(name);
    // Whoever still has it open delays the deletion until then; nobody need wait for that.
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}

async function forgetFiles(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const names: string[] = [];
  for await (const name of root.keys()) names.push(name);
  // One that a worker is writing to cannot be removed; that must not save the others.
  await Promise.allSettled(names.map((name) => root.removeEntry(name, { recursive: true })));
}
