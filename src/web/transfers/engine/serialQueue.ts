/** Runs asynchronous tasks one after another, in the order in which they were given. */
export interface SerialQueue {
  run(task: () => Promise<void>): void;
  close(): void;
}

export function makeSerialQueue(onError: (error: unknown) => void = () => {}): SerialQueue {
  let tail = Promise.resolve();
  let isClosed = false;
  return {
    run(task) {
      tail = tail.then(async () => {
        if (isClosed) return;
        try {
          await task();
        } catch (error) {
          if (!isClosed) onError(error);
        }
      });
    },
    close() {
      isClosed = true;
    },
  };
}
