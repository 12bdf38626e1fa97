/** Waits for this work, and not longer than so many milliseconds; how it ends is its own matter. */
export async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work.catch(() => {}), isOver]);
  clearTimeout(timer);
}
