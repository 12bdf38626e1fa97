/** How a process is ended: in order by `close`, and at once when that takes longer than `limitMs`. */
export interface Ending {
  limitMs: number;
  close(): Promise<void>;
}

/** One wish to end may arrive as two signals: Ctrl-C goes to all of a terminal's processes, and npm passes its own on. */
const SAME_WISH_MS = 1000;

/** What a signal does: the first closes in order; one that is a second wish, or a close that hangs or fails, ends at once. */
export function makeEnd(ending: () => Ending, exit: (code: number) => void, now = () => performance.now()): () => void {
  let asked: number | null = null;
  return () => {
    if (asked !== null) {
      if (now() - asked >= SAME_WISH_MS) exit(1);
      return;
    }
    asked = now();
    const { limitMs, close } = ending();
    setTimeout(() => exit(1), limitMs).unref();
    close().then(
      () => exit(0),
      () => exit(1),
    );
  };
}
