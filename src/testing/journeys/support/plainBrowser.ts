import { chromium } from 'playwright-core';
import { meetingOptions } from '../../harness/browsers.ts';
import type { Profile } from '../../harness/engine/profiles.ts';
import { freePort } from '../../services/freePort.ts';

/** What keeps the pages that Playwright starts at full speed, whatever covers them. */
const speeding = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/**
 * A browser as people have it: a page that another one covers knows that it is hidden, and its timers run slowly. To
 * Playwright each page is the one in front; it leaves alone only what somebody else has started.
 */
export async function openPlainBrowser(): Promise<Profile> {
  const port = await freePort();
  const args = [...meetingOptions.args, `--remote-debugging-port=${port}`];
  const starter = await chromium.launch({ ...meetingOptions, args, ignoreDefaultArgs: speeding });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true, isLocal: true });
  const context = browser.contexts()[0]!;
  await context.grantPermissions(['camera', 'microphone']);
  return {
    context,
    folder: '',
    async close() {
      await browser.close();
      await starter.close();
    },
  };
}
