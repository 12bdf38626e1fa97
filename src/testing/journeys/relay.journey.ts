import { beforeAll, expect, test } from 'vitest';
import { RELAY_PATH } from '../../shared/transfers/relay.ts';
import { lookAt } from './support/lookAt.ts';
import { forbidPeers, watchPeers } from './support/noPeers.ts';
import {
  acceptFiles,
  button,
  chooseAgain,
  offerFiles,
  request,
  save,
  untilPercent,
  untilVerified,
} from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { damageOneByte, watchRelayFolder } from './support/relayFolder.ts';
import { arrange, arrivesWhole } from './support/sending.ts';
import { makeFolder, makeRandomFile, sha256 } from './support/video.ts';

/** What goes through the sealed relay when the two devices cannot, or can no longer, reach each other. */
let product: Product;
const folder = makeFolder();
const MIB = 1024 * 1024;

beforeAll(async () => {
  product = await startProduct();
});

const uploads = (url: URL) => url.pathname.startsWith(RELAY_PATH);

test('no peer connection can be made, and the relay is away for a while: the file goes through it when it is back', async () => {
  const { sender, receiver } = await arrange(product);
  await forbidPeers(sender);
  await sender.page.route(uploads, (route) => route.abort());
  const path = makeRandomFile(folder.path, 'through.mp4', 24 * MIB + 12_345);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await sender.page.getByText(`Finding a way to ${receiver.name}`).waitFor();
  await lookAt([sender, receiver], 'no way is found yet');
  // Told after two connections in vain, of fifteen seconds each.
  await sender.page.getByText(/No (direct )?way to/).waitFor({ timeout: 60_000 });
  await lookAt([sender, receiver], 'no way was found');
  await sender.page.unroute(uploads);
  await sender.page
    .getByText(/By the sealed relay/)
    .first()
    .waitFor();
  await arrivesWhole(sender, receiver, path);
}, 180_000);

test('the direct way dies in the middle: the relay carries the rest', async () => {
  const { sender, receiver } = await arrange(product);
  await watchPeers(sender);
  await sender.page.reload();
  const path = makeRandomFile(folder.path, 'halfway.mp4', 80 * MIB);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await untilPercent(receiver, 30);
  await forbidPeers(sender);
  await sender.page
    .getByText(/By the sealed relay/)
    .first()
    .waitFor();
  await arrivesWhole(sender, receiver, path);
}, 240_000);

test('left for later: the sender goes, and the receiver who comes back finds it in the relay', async () => {
  const relayed = watchRelayFolder(product);
  const { sender, receiver } = await arrange(product);
  await receiver.page.goto('about:blank');
  const path = makeRandomFile(folder.path, 'for later.mp4', 20 * MIB + 77);
  await sender.page.route(uploads, (route) => route.abort());
  await offerFiles(sender, [path]);
  await button(sender.page, 'Leave it for later').click();
  await sender.page.getByText(/0 B of .* are in the relay/).waitFor();
  await sender.page.reload();
  await sender.page.getByText('needs your file once more').waitFor();
  await sender.page.unroute(uploads);
  await chooseAgain(sender.page, path);
  const isAllThere = sender.page.getByText(/All in the relay, sealed/);
  await isAllThere.waitFor({ timeout: 60_000 });
  // Whoever looks in again is not asked for a file that is there.
  await sender.page.reload();
  await isAllThere.waitFor();
  await sender.page.goto('about:blank');
  await receiver.page.goto(`${product.url}/exchanges`);
  await request(receiver)
    .getByText(/waits in the relay, sealed, until .* need not be online/)
    .waitFor();
  await acceptFiles(receiver);
  await untilVerified(receiver);
  const saved = await save(receiver);
  expect(await sha256(saved.path)).toBe(await sha256(path));
  // Nothing stays once it is fetched.
  await expect.poll(relayed).toEqual([]);
  expect([...sender.faults, ...receiver.faults]).toEqual([]);
}, 180_000);

test('the server is killed while the relay carries a file, and comes back', async () => {
  const { sender, receiver } = await arrange(product);
  await forbidPeers(sender);
  const path = makeRandomFile(folder.path, 'killed.mp4', 40 * MIB);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await untilPercent(receiver, 20);
  await product.kill();
  await product.start();
  await arrivesWhole(sender, receiver, path);
}, 240_000);

test('the receiver reloads while the relay carries a file: what is on disk stays, the rest follows', async () => {
  const { sender, receiver } = await arrange(product);
  await forbidPeers(sender);
  const path = makeRandomFile(folder.path, 'reloaded.mp4', 40 * MIB);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await untilPercent(receiver, 30);
  await receiver.page.reload();
  await arrivesWhole(sender, receiver, path);
}, 240_000);

test('a block that was damaged at the relay is asked for again, and only that', async () => {
  const relayed = watchRelayFolder(product);
  const { sender, receiver } = await arrange(product);
  await forbidPeers(sender);
  await receiver.page.goto('about:blank');
  const path = makeRandomFile(folder.path, 'damaged.mp4', 12 * MIB + 5);
  await offerFiles(sender, [path]);
  await button(sender.page, 'Leave it for later').click();
  await sender.page.getByText(/All in the relay, sealed/).waitFor({ timeout: 60_000 });
  damageOneByte(relayed()[0]!);
  await receiver.page.goto(`${product.url}/exchanges`);
  const [repair] = await Promise.all([
    receiver.page.waitForRequest((request) => /"badBlocks":\[\d+\]/.test(request.postData() ?? '')),
    acceptFiles(receiver),
  ]);
  expect(repair.method()).toBe('POST');
  await arrivesWhole(sender, receiver, path);
  await expect.poll(relayed).toEqual([]);
}, 180_000);
