import { afterAll, afterEach } from 'vitest';
import { closeBrowsers, keepBrowsers } from './browserPool.ts';
import { endFile, endTest } from './ends.ts';

/** The tests of a file share their browsers; who came and what was started is gone when it is over. */
keepBrowsers();
afterEach(({ task }) => endTest(task.result?.state === 'fail'));
afterAll(async () => {
  await endTest(false);
  await endFile();
  await closeBrowsers();
});
