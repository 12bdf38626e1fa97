const LOADED_ANEW_AT = 'spotlight:loaded-anew-at';
const AT_MOST_EVERY_MS = 60_000;
const ANSWER_MS = 5000;

/** Whether a part of the app did not arrive: the network failed, or a newer version was installed while this page was open. */
export const isMissingPart = (thrown: unknown): boolean =>
  /import|module|chunk/i.test(String((thrown as Error | null)?.message));

/**
 * Loads the page anew, for what it cannot get otherwise: not every browser asks again for a part that failed. Once in a while
 * only, and while its server answers: else the page would be gone altogether. Nor if the page has recovered until it answers.
 */
export async function loadAnew(isStillStuck: () => boolean): Promise<void> {
  const waitedMs = Date.now() - Number(sessionStorage.getItem(LOADED_ANEW_AT));
  if (waitedMs >= 0 && waitedMs < AT_MOST_EVERY_MS) return;
  const isThere = await fetch('/health/live', { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere || !isStillStuck()) return;
  sessionStorage.setItem(LOADED_ANEW_AT, String(Date.now()));
  location.reload();
}
