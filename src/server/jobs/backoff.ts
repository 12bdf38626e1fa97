/**
 * How long to wait after so many failures: twice as long each time, up to the longest. Half of it is left to chance, so that
 * what failed together does not come back together.
 */
export function backoffMs(
  failures: number,
  { firstMs, longestMs }: { firstMs: number; longestMs: number },
  random: () => number = Math.random,
): number {
  const wholeMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round(wholeMs / 2 + (random() * wholeMs) / 2);
}
