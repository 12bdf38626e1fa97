/** So long a page may work without looking whether somebody touched it. */
const WORK_MS = 40;

/** For long work in pieces: called after each piece, it lets the page answer whenever that is due. */
export function makeBreaks(onBreak: () => void): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < WORK_MS) return;
    onBreak();
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}
