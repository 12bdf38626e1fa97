/** The browser has not promised to keep what is in it, and may make room by it; a browser that does not tell has not. */
export async function mayBeCleared(): Promise<boolean> {
  const isKept = await navigator.storage?.persisted?.().catch(() => false);
  return !isKept;
}
