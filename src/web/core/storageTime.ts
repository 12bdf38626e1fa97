import { inTime } from './inTime.ts';

/** A browser that has not answered by then may never do so: WebKit is known for it until the app is closed. */
const LIMIT_MS = 10_000;

/** The browser's storage does not answer. */
export class StorageStuckError extends Error {}

/** What the browser's storage answers; refused when it does not. */
export const inStorageTime = <T>(asked: Promise<T>): Promise<T> =>
  inTime(asked, LIMIT_MS, () => new StorageStuckError('The browser does not open its storage.'));
