import type { Page } from 'playwright-core';

/**
 * Takes the network away from one page, data channels included: requests and sockets fail, and each packet of its peer
 * connections is lost. The connection is not told; it has to notice.
 */
export async function loseNetwork(page: Page): Promise<{ comesBack(): Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { ...unlimited, offline: true, packetLoss: 100 });
  return {
    comesBack: async () => {
      await session.send('Network.emulateNetworkConditions', { ...unlimited, offline: false, packetLoss: 0 });
      await session.detach();
    },
  };
}
