import { afterAll, afterEach } from 'vitest';
import { closeBrowsers, keepBrowsers } from './browserPool.ts';
import { endFile, endTest } from './ends.ts';

/** The tests of a file share their browsers; who came and what was started is gone when it is over. */
keepBrowsers();
afterEach(endTest);
afterAll(async () => {
  await endTest();
  await endFile();
  await closeBrowsers();
});
