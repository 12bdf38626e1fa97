import { type BenchResult, printResult } from '../benchResult.ts';

/** Takes what has to be closed; the last one first. */
export type Own = (close: () => Promise<unknown>) => void;

const LIMIT_MS = Number(process.env.BENCH_LIMIT_SECONDS ?? 240) * 1000;

/** Runs a bench that starts processes: all of them end with it, also when it fails, is interrupted or hangs. */
export async function runBench(measure: (own: Own) => Promise<BenchResult>): Promise<void> {
  const closers: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = () => {
    closing ??= (async () => {
      for (const close of closers.reverse()) await close().catch((error: unknown) => console.error(error));
    })();
    return closing;
  };
  const giveUp = (why: string) => {
    console.error(why);
    void closeAll().finally(() => process.exit(1));
  };
  process.on('SIGINT', () => giveUp('interrupted'));
  process.on('SIGTERM', () => giveUp('ended'));
  const limit = setTimeout(() => giveUp(`not done within ${LIMIT_MS / 1000} s`), LIMIT_MS);
  try {
    const result = await measure((close) => closers.push(close));
    await closeAll();
    printResult(result);
    process.exit(0);
  } catch (error) {
    if (!closing) console.error(error);
    await closeAll();
    process.exit(1);
  } finally {
    clearTimeout(limit);
  }
}
