import type { Log } from './core/ports.ts';

const PERIOD_MS = 10 * 60 * 1000;

/** Runs every room's sweep at once and then again and again, until the returned function is called. */
export function makeSweeps(sweeps: Record<string, () => Promise<unknown>>, log: Log): () => () => void {
  return () => {
    let isStopped = false;
    let timer: NodeJS.Timeout | undefined;
    // One room after the other, and a new round only after the last has ended: a slow sweep never meets itself.
    async function sweepAll(): Promise<void> {
      for (const [room, sweep] of Object.entries(sweeps)) {
        if (!isStopped) await sweep().catch((error: unknown) => log.error({ room, err: error }, 'sweep failed'));
      }
      if (!isStopped) timer = setTimeout(sweepAll, PERIOD_MS).unref();
    }
    void sweepAll();
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  };
}
