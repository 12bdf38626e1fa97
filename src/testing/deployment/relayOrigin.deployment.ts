import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forbidPeers } from '../journeys/support/noPeers.ts';
import { acceptFiles, meet, offerFiles, save, untilVerified, type Visitor } from '../journeys/support/people.ts';
import { type Product, startProduct } from '../journeys/support/product.ts';
import { makeFolder, makeRandomFile, sha256 } from '../journeys/support/video.ts';
import { freePort } from '../services/freePort.ts';
import '../journeys/support/everyFile.ts';
import { type NginxServer, startNginx } from '../services/nginxServer.ts';

/** Two browsers in front of the shipped nginx: what the relay carries goes over its own port, with cookies and past the page's
 * policy, and comes from the disk by nginx itself. */
const folder = makeFolder();
const MIB = 1024 * 1024;
let nginx: NginxServer;
let product: Product;
beforeAll(async () => {
  const port = await freePort();
  const relayFolder = join(folder.path, 'relay');
  nginx = await startNginx({ nodePorts: [port], relayFolder });
  const settings = {
    ...{ TRUST_PROXY: 'loopback', RELAY_ORIGIN: nginx.relayUrl },
    ...{ RELAY_ACCEL: '/relay-bytes/', RELAY_DIR: relayFolder },
  };
  product = await startProduct(settings, { host: 'localhost', port, prefix: [] });
});
afterAll(async () => {
  await product?.stop();
  await nginx?.stop();
  folder.remove();
});

/** Requests of the relay that were answered well, by the origin that was asked. */
function watchRelay({ page }: Visitor): string[] {
  const answered: string[] = [];
  page.context().on('response', (response) => {
    const url = new URL(response.url());
    const method = response.request().method();
    if (url.pathname.startsWith('/relay') && method !== 'OPTIONS' && response.ok()) {
      answered.push(`${method} ${url.origin}`);
    }
  });
  return answered;
}

test('a file goes through the relay over the port of its own', async () => {
  const look = { ignoreHTTPSErrors: true };
  const people = await meet({ ...product, url: nginx.url }, ['Sender', 'Receiver'], { first: look, second: look });
  const { first: sender, second: receiver } = people;
  await forbidPeers(sender);
  const [sent, fetched] = [watchRelay(sender), watchRelay(receiver)];
  const path = makeRandomFile(folder.path, 'through.mp4', 20 * MIB);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await Promise.all([untilVerified(receiver), untilVerified(sender)]);
  expect(await sha256((await save(receiver)).path)).toBe(await sha256(path));
  expect(sent).toContain(`POST ${nginx.relayUrl}`);
  expect(fetched).toContain(`GET ${nginx.relayUrl}`);
  expect([...sender.faults, ...receiver.faults]).toEqual([]);
  await Promise.all([sender.leave(), receiver.leave()]);
});
