import { afterAll } from 'vitest';
import { closeBrowsers, keepBrowsers } from './browserPool.ts';

/** The tests of a file share their browsers. */
keepBrowsers();
afterAll(closeBrowsers);
