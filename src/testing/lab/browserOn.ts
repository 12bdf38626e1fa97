import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { meetingOptions } from '../harness/browsers.ts';
import type { openProfile } from '../harness/engine/profiles.ts';
import type { Phone } from './phones.ts';

/** How to open a browser in a phone's network; the pipe by which it is driven leads out of it. */
export function browserOn({ namespace }: Phone, folder: string, origin: string): Parameters<typeof openProfile>[0] {
  const executablePath = join(folder, `chromium-${namespace.name}`);
  writeFileSync(
    executablePath,
    `#!/bin/sh\nexec ip netns exec ${namespace.name} ${meetingOptions.executablePath} "$@"\n`,
  );
  chmodSync(executablePath, 0o755);
  // Browsers give a page all it needs over HTTPS; here it comes over HTTP, and TURN has a certificate that nobody knows.
  const trust = [`--unsafely-treat-insecure-origin-as-secure=${origin}`, '--ignore-certificate-errors'];
  // Nothing else is eased: without leave to use the camera, a browser hides the phone's addresses behind mDNS names.
  return { executablePath, args: ['--no-sandbox', '--disable-gpu', ...trust], permissions: [] };
}
