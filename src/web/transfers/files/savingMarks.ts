/** All marks are written down anew each time, so those of many small files wait for each other. */
const MARK_MS = 1000;

/** Marks files as saved while others are still being saved: what is done stays done, whatever becomes of the rest. */
export function makeSavingMarks(mark: (indices: number[], isCertain: boolean) => Promise<void>) {
  const marked = new Set<number>();
  let waiting: number[] = [];
  let isCertain = true;
  let atMs = performance.now();
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    const indices = waiting;
    waiting = [];
    atMs = performance.now();
    if (indices.length > 0) writing = writing.then(() => mark(indices, isCertain));
    return writing;
  }

  return {
    add(index: number, isSure: boolean): void {
      if (marked.has(index)) return;
      marked.add(index);
      waiting.push(index);
      isCertain &&= isSure;
      if (performance.now() - atMs >= MARK_MS) void write();
    },
    /** Resolves when every mark is written. */
    finish: write,
    get count(): number {
      return marked.size;
    },
  };
}
