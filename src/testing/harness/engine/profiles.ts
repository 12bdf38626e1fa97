import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { meetingOptions } from '../browsers.ts';
import { sendAsBlobs } from './sendAsBlobs.ts';

type ProfileOptions = Pick<
  NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>,
  | 'viewport'
  | 'colorScheme'
  | 'acceptDownloads'
  | 'executablePath'
  | 'args'
  | 'permissions'
  | 'serviceWorkers'
  | 'ignoreHTTPSErrors'
>;

/**
 * A browser with a profile on disk, as people have one. In a private window (which a second context of one browser is) the
 * private file system lives in memory and each write crosses to another process.
 */
export interface Profile {
  context: BrowserContext;
  folder: string;
  close(): Promise<void>;
}

export async function openProfile(options: ProfileOptions = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'spotlight-profile-'));
  const context = await chromium.launchPersistentContext(folder, {
    ...meetingOptions,
    permissions: ['camera', 'microphone'],
    ...options,
  });
  sendAsBlobs(context);
  return {
    context,
    folder,
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
