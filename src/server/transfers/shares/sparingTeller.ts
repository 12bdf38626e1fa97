/**
 * Tells of changes that come thick and fast: the first at once, then one for all that came within a second. The last
 * one is always told of.
 */
export function makeSparingTeller<K>(tell: (key: K) => Promise<void>, everyMs = 1000) {
  const resting = new Map<K, { timer: NodeJS.Timeout; isBehind: boolean }>();

  async function changed(key: K): Promise<void> {
    const rest = resting.get(key);
    if (rest) {
      rest.isBehind = true;
      return;
    }
    const timer = setTimeout(() => {
      const isBehind = resting.get(key)?.isBehind;
      resting.delete(key);
      if (isBehind) void changed(key);
    }, everyMs).unref();
    resting.set(key, { timer, isBehind: false });
    await tell(key);
  }

  return {
    changed,
    close(): void {
      for (const { timer } of resting.values()) clearTimeout(timer);
      resting.clear();
    },
  };
}
