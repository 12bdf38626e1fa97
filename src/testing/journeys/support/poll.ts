interface Wait {
  timeoutMs: number;
  intervalMs?: number;
  /** What to say when the time is over. */
  failure: () => string;
}

/** Looks again and again until it is so. */
export async function pollUntil(
  isSo: () => boolean | Promise<boolean>,
  { timeoutMs, intervalMs = 50, failure }: Wait,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(failure());
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
