/** A tab that sleeps in the background may keep its turn for ever; after this it is taken from it. */
const PATIENCE_MS = 20_000;

/** Runs the work while no other tab runs work of this name. Rejects if the turn is taken away meanwhile. */
export async function inTabTurn(name: string, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const begin = () => {
    clearTimeout(timer);
    return work();
  };
  try {
    await navigator.locks.request(name, { signal: patience.signal }, begin);
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    await navigator.locks.request(name, { steal: true }, work);
  } finally {
    clearTimeout(timer);
  }
}
