import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** A browser that has not opened a database by then may never do so: WebKit is known for it until the app is closed. */
const OPEN_LIMIT_MS = 10_000;

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
    const inTime = Promise.race([opened, refusalAfter(OPEN_LIMIT_MS, opened)]);
    opened.then(() => {
      if (held === inTime) held = opened;
    }, letGo);
    return inTime;
  }
}

/** Refuses after a while, unless what it is for has come to an end. */
function refusalAfter(limitMs: number, end: Promise<unknown>): Promise<never> {
  return new Promise((_, refuse) => {
    const timer = setTimeout(() => refuse(new Error('The browser does not open its storage.')), limitMs);
    const stop = () => clearTimeout(timer);
    end.then(stop, stop);
  });
}
