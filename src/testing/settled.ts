import { vi } from 'vitest';

/** Waits until the check passes. The limit is generous: a machine that is busy with other things is slow, not wrong. */
export const settled = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
