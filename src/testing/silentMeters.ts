import type { Meters } from '../server/core/meters.ts';

/** Meters that nobody reads. */
export const silentMeters: Meters = { count() {}, observe() {}, watch() {} };
