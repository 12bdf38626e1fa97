import type { BlockSink } from './sink.ts';

/** The same, doing one thing after another: no file is written while it is being stored, flushed or let go. */
export function inTurn(sink: BlockSink): BlockSink {
  let before: Promise<unknown> = Promise.resolve();
  const next =
    <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      const turn = before.then(() => act(...args));
      before = turn.catch(() => {});
      return turn;
    };
  return {
    prepare: next(sink.prepare),
    write: next(sink.write),
    flush: next(sink.flush),
    finish: next(sink.finish),
    close: next(sink.close),
  };
}
