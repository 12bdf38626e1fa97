import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/**
 * A database that the page opens when it first needs it and holds open, until the browser or a logout takes it; the next
 * call then opens it again, as it does where a private window refused.
 */
export function sharedDatabase<Schema extends DBSchema>(
  name: string,
  version: number,
  upgrade: (fresh: IDBPDatabase<Schema>) => void,
): () => Promise<IDBPDatabase<Schema>> {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const letGo = () => {
    opened = null;
  };
  return () => {
    opened ??= openDB<Schema>(name, version, {
      upgrade,
      // Logging out deletes the database; it must not wait for this tab.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        letGo();
      },
      terminated: letGo,
    });
    opened.catch(letGo);
    return opened;
  };
}
