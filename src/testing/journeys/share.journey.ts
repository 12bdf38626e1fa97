import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { arrive, phone, save, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { downloadAction, makeLink, newOwner, untilDone, untilUploaded } from './support/shares.ts';
import { makeFolder, makeVideo, sha256 } from './support/video.ts';

/** A link to files, for someone who has no account. */
let product: Product;
const folder = makeFolder();
const visitors: Visitor[] = [];
let serial = 0;

beforeAll(async () => {
  product = await startProduct();
});
afterEach(async () => {
  for (const visitor of visitors.splice(0)) await visitor.leave();
});
afterAll(async () => {
  await product?.stop();
  folder.remove();
});

async function owner(name = 'Mira') {
  serial += 1;
  const one = await newOwner(product, `${name} ${serial}`);
  visitors.push(one);
  return one;
}
async function guest(link: string) {
  const one = await arrive('Guest', { viewport: phone });
  visitors.push(one);
  await one.page.goto(link);
  return one;
}

test('the owner uploads and goes; a guest without an account downloads the same file', async () => {
  const mira = await owner();
  const path = makeVideo(folder.path, 'Finale of the secret dance.mp4', { seconds: 8, megabitPerSecond: 20 });
  const link = await makeLink(mira, [path]);
  await untilUploaded(mira);
  await mira.page.goto('about:blank');

  const visitor = await guest(link);
  await visitor.page.getByRole('heading', { name: /sends you a video/ }).waitFor();
  await downloadAction(visitor.page).click();
  await untilDone(visitor);
  const saved = await save(visitor);
  expect(await sha256(saved.path)).toBe(await sha256(path));
  expect(saved.name).toBe('Finale of the secret dance.mp4');
  expect([...mira.faults, ...visitor.faults]).toEqual([]);
}, 180_000);
