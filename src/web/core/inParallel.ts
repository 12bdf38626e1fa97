/**
 * Does this to each item, so many at once, begun in their order. After a failure none is begun any more, and it is thrown
 * once those under way have come to their end.
 */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let hasFailed = false;
  let failure: unknown;
  async function work(): Promise<void> {
    while (next < items.length && !hasFailed) {
      const index = next++;
      await act(items[index]!, index).catch((error) => {
        if (!hasFailed) failure = error;
        hasFailed = true;
      });
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  if (hasFailed) throw failure;
}
