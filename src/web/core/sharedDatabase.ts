import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { inStorageTime } from './storageTime.ts';

/**
 * A database that the page opens when it first needs it and holds open, until the browser or a logout takes it; the next
 * call then opens it again, as it does where a private window refused. One that does not open in time is refused, once
 * after that time and then at once, until it does open.
 */
export function sharedDatabase<Schema extends DBSchema>(
  name: string,
  version: number,
  upgrade: (fresh: IDBPDatabase<Schema>) => void,
): () => Promise<IDBPDatabase<Schema>> {
  let held: Promise<IDBPDatabase<Schema>> | null = null;
  const letGo = () => {
    held = null;
  };
  return () => {
    held ??= open();
    return held;
  };

  function open(): Promise<IDBPDatabase<Schema>> {
    const opened = openDB<Schema>(name, version, {
      upgrade,
      // Logging out deletes the database; it must not wait for this tab.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        letGo();
      },
      terminated: letGo,
    });
    const inTime = inStorageTime(opened);
    opened.then(() => {
      if (held === inTime) held = opened;
    }, letGo);
    return inTime;
  }
}
