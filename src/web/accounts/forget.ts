import { queryClient } from '../core/queryClient.ts';
import { closeSocket } from '../core/socket.ts';

// The choice of theme says nothing about anyone and may stay.
const KEPT_KEYS = new Set(['spotlight.theme']);

/** Takes everything of the person out of this browser: what was asked for, storage, databases and private files. */
export async function forgetEverything(): Promise<void> {
  closeSocket();
  queryClient.clear();
  for (const key of Object.keys(localStorage)) if (!KEPT_KEYS.has(key)) localStorage.removeItem(key);
  sessionStorage.clear();
  await Promise.allSettled([forgetDatabases(), forgetFiles()]);
}

async function forgetDatabases(): Promise<void> {
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.allSettled(
    databases.map(
      ({ name }) =>
        new Promise<void>((done) => {
          if (!name) return done();
          const request = indexedDB.deleteDatabase(name);
          // A tab that still has it open delays the deletion until it closes; nobody need wait for that.
          request.onsuccess = request.onerror = request.onblocked = () => done();
        }),
    ),
  );
}

async function forgetFiles(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
}
