/** So many questions are under way at once; who asks meanwhile waits for the next. */
const UNDER_WAY = 3;
/** Keys in one question at most. */
const LARGEST = 500;

interface Waiting<V> {
  answer: Promise<V | undefined>;
  resolve(value: V | undefined): void;
  reject(error: unknown): void;
}

/**
 * Lets many who ask at the same time ask together: after a node has died thousands of sockets come at once, and each would
 * wait for a database that answers one after the other. An answer is never older than the asking for it: who asks while a
 * question is under way is part of a later one.
 */
export function batched<K, V>(ask: (keys: K[]) => Promise<Map<K, V>>): (key: K) => Promise<V | undefined> {
  let waiting = new Map<K, Waiting<V>>();
  let underWay = 0;
  let isPlanned = false;

  function plan(): void {
    if (isPlanned || underWay >= UNDER_WAY || waiting.size === 0) return;
    isPlanned = true;
    // Whoever asks in the same turn is in it.
    setImmediate(() => {
      isPlanned = false;
      void askForSome();
      plan();
    });
  }

  async function askForSome(): Promise<void> {
    const entries = [...waiting];
    const some = entries.slice(0, LARGEST);
    waiting = new Map(entries.slice(LARGEST));
    underWay += 1;
    try {
      const answers = await ask(some.map(([key]) => key));
      for (const [key, { resolve }] of some) resolve(answers.get(key));
    } catch (error) {
      for (const [, { reject }] of some) reject(error);
    } finally {
      underWay -= 1;
      plan();
    }
  }

  return (key) => {
    const before = waiting.get(key);
    if (before) return before.answer;
    const { promise, ...settle } = withResolvers<V | undefined>();
    waiting.set(key, { answer: promise, ...settle });
    plan();
    return promise;
  };
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}
