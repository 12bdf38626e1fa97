import type { FromWorker, StartMessage, ToWorker } from './workerScope.ts';

export interface SessionWorkerParts {
  onMessage(message: Exclude<FromWorker, { kind: 'closed' }>): void;
  /** It broke down: nothing more comes from it. */
  onBroken(): void;
}

/** A worker that hangs, in a disk that does not answer, is ended after this: what is on record by then stays. */
const CLOSING_MS = 8000;

/** The worker of one session: what is said to it before it is up is held, and it is ended within a time. */
export function makeSessionWorker({ onMessage, onBroken }: SessionWorkerParts) {
  const unsent: ToWorker[] = [];
  let worker: Worker | null = null;
  let hasStarted = false;
  let onClosed = () => {};

  function send(message: ToWorker, transfer: Transferable[] = []) {
    worker?.postMessage(message, transfer);
  }

  return {
    get hasStarted(): boolean {
      return hasStarted;
    },
    run(made: Worker) {
      worker = made;
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) =>
        data.kind === 'closed' ? onClosed() : onMessage(data);
      worker.onerror = onBroken;
    },
    /** The first that it hears; what is held waits for `sendHeld`. */
    start(message: StartMessage) {
      send(message);
      hasStarted = true;
    },
    sendHeld() {
      for (const message of unsent.splice(0)) send(message);
    },
    /** Said at once, to whichever worker runs. */
    send,
    /** Said once it is up. */
    post(message: ToWorker) {
      if (hasStarted) send(message);
      else unsent.push(message);
    },
    /** Resolves when all is on disk, or when that is not to be waited for any longer. */
    async close(): Promise<void> {
      if (!worker) return;
      const closing = worker;
      const closed = new Promise<void>((resolve) => {
        onClosed = resolve;
        // A worker that broke down does not answer.
        closing.addEventListener('error', () => resolve());
        setTimeout(resolve, CLOSING_MS);
      });
      send({ kind: 'close' });
      await closed;
    },
    terminate: () => worker?.terminate(),
  };
}
