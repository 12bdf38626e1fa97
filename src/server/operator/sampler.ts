import { uuidv7 } from 'uuidv7';
import type { Figures } from '../../shared/operator/figures.ts';
import type { Database } from '../core/database.ts';
import type { Clock, Log } from '../core/ports.ts';

export interface SamplerParts {
  db: Database;
  clock: Clock;
  log: Log;
  /** What to call this process. */
  name: string;
  read(): Promise<Figures>;
}

export const MINUTE_MS = 60_000;
const EVERY_MS = 10_000;

/** Writes what this process sees, minute by minute, to where every process can read it. */
export function makeSampler({ db, clock, log, name, read }: SamplerParts) {
  const nodeId = uuidv7();
  const startedAt = clock.now();
  let before: Record<string, number> = {};
  let grown: { minute: number; by: Record<string, number> } = { minute: 0, by: {} };

  async function sample(): Promise<void> {
    const { gauges, counters } = await read();
    const now = clock.now();
    const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    if (minute !== grown.minute) grown = { minute, by: {} };
    const { by } = grown;
    for (const [figure, total] of Object.entries(counters)) {
      by[figure] = (by[figure] ?? 0) + total - (before[figure] ?? 0);
    }
    before = counters;
    const told = { name, writtenAt: now, gauges, counters: by };
    const place = { nodeId, minute: new Date(minute) };
    await db.nodeSample.upsert({
      where: { nodeId_minute: place },
      create: { ...place, startedAt, ...told },
      update: told,
    });
  }

  return {
    sample,
    /** Samples until the returned function is called; one after the other, however slow the database is. */
    start(): () => void {
      let timer: NodeJS.Timeout | undefined;
      let isStopped = false;
      const again = async () => {
        // What could not be written is written with the next one of the same minute.
        await sample().catch((error: unknown) => log.debug({ err: error }, 'figures were not written'));
        if (!isStopped) timer = setTimeout(again, EVERY_MS).unref();
      };
      void again();
      return () => {
        isStopped = true;
        clearTimeout(timer);
      };
    },
  };
}
