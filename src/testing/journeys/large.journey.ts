import { beforeAll, expect, test } from 'vitest';
import { memoryMb, rendererIds } from '../benches/browserProcesses.ts';
import { acceptFiles, meet, offerFiles, save, untilVerified, type Visitor } from './support/people.ts';
import { type Product, startProduct } from './support/product.ts';
import { makeFolder, makeSparseFile, sha256 } from './support/video.ts';

/** Larger than what 32 bits can count, and than any tab could hold. */
const SIZE_BYTES = 2 * 1024 ** 3 + 123_457;
/** A tab that held a tenth of the file would be far beyond; what the collector has not come to yet varies by tens. */
const MOST_GROWTH_MB = 160;

let product: Product;
const folder = makeFolder();

beforeAll(async () => {
  product = await startProduct();
});

const memoryOf = (visitor: Visitor) =>
  Math.max(...rendererIds(visitor.profile.folder).map((process) => memoryMb(process)));

test('a file over 2 GiB arrives whole, and neither tab grows with it', async () => {
  const { first: sender, second: receiver } = await meet(product, ['Large', 'Small']);
  const path = makeSparseFile(folder.path, 'whole evening.mov', SIZE_BYTES);
  const before = [memoryOf(sender), memoryOf(receiver)];
  const highest = [...before];
  const watch = setInterval(() => {
    [sender, receiver].forEach((visitor, side) => {
      highest[side] = Math.max(highest[side] ?? 0, memoryOf(visitor));
    });
  }, 1000);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await Promise.all([untilVerified(receiver, 900_000), untilVerified(sender, 900_000)]);
  clearInterval(watch);
  const growth = highest.map((peak, side) => Math.round(peak - (before[side] ?? 0)));
  console.log(`growth of the sender's and the receiver's tab: ${growth.join(' and ')} MB`);
  for (const grown of growth) expect(grown).toBeLessThan(MOST_GROWTH_MB);
  const saved = await save(receiver);
  expect(await sha256(saved.path)).toBe(await sha256(path));
}, 1_000_000);
