import { afterAll, beforeAll, expect, test } from 'vitest';
import { SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { openShareWorld } from '../../../testing/shareWorld.ts';

let world: Awaited<ReturnType<typeof openShareWorld>>;
beforeAll(async () => {
  world = await openShareWorld();
});
afterAll(() => world.close());

test('blocks of a share count once, however often and in whatever runs they were brought', async () => {
  const shareId = await world.share({ fileCount: 2, totalBytes: 20 * BLOCK_BYTES });
  const wholeBytes = async () => (await world.mine(shareId))?.uploadedBytes;
  const bring = (firstBlock: number, blockCount: number, file = 0) =>
    world.bring(shareId, { file, firstBlock, blockCount, sizeBytes: blockCount * SEALED_BLOCK_BYTES });
  await bring(0, 3);
  expect(await wholeBytes()).toBe(3 * BLOCK_BYTES);
  await bring(0, 3);
  await bring(1, 2);
  expect(await wholeBytes()).toBe(3 * BLOCK_BYTES);
  await bring(2, 4);
  await bring(9, 1);
  expect(await wholeBytes()).toBe(7 * BLOCK_BYTES);
  await bring(0, 2, 1);
  expect(await wholeBytes()).toBe(9 * BLOCK_BYTES);
  // A last block is shorter than the others.
  await world.bring(shareId, { firstBlock: 9, blockCount: 2, sizeBytes: SEALED_BLOCK_BYTES + 1000 });
  expect(await wholeBytes()).toBe(9 * BLOCK_BYTES + 1000 - (SEALED_BLOCK_BYTES - BLOCK_BYTES));
});
