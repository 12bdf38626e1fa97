import { type Browser, chromium } from 'playwright-core';

/**
 * What lets one Chromium meet another on this machine: loopback candidates are allowed and not hidden behind mDNS names
 * (without a media permission Chromium would offer the default route's address only).
 */
export const meetingOptions = {
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  chromiumSandbox: false,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    // The last three draw suggestions below an address bar that nobody sees, at half the cost of starting the browser.
    '--disable-features=WebRtcHideLocalIpsWithMdns,WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess',
    '--allow-loopback-in-peer-connection',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    // Several nodes stand behind a proxy that has signed its certificate itself.
    ...(process.env.JOURNEY_NODES ? ['--ignore-certificate-errors'] : []),
  ],
};

/** A Chromium without a profile: every context is a private window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch(meetingOptions);
}
