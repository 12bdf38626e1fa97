import { expect, test, vi } from 'vitest';
import { BlockQueue } from '../../../shared/transfers/blockQueue.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { makeSeals } from './sealing.ts';
import { SendPipeline } from './sendPipeline.ts';

const sizeBytes = 10 * BLOCK_BYTES;

test('a file that is not what it was goes back to the queue, and leaves its room to the others', async () => {
  const queue = new BlockQueue([0, 1].map((index) => ({ index, sizeBytes })));
  for (const index of [0, 1]) queue.setReadable(index, true);
  const gone = vi.fn((file: number) => queue.setReadable(file, false));
  const pipeline = new SendPipeline({
    queue,
    seals: await makeSeals(new Uint8Array(32), 'transfer'),
    sourceOf: () => new File([new Uint8Array(sizeBytes)], 'a.mp4'),
    sizeOf: () => sizeBytes,
    blockCountOf: () => 10,
    onHashed: (file) => file !== 0,
    onReady: () => {},
    onFileGone: gone,
  });
  pipeline.mayTake(true);
  const came = new Set<number>();
  await vi.waitFor(() => {
    for (let ready = pipeline.next(); ready; ready = pipeline.next()) {
      expect(ready.file).toBe(1);
      came.add(ready.block);
      pipeline.release(ready.sealed);
    }
    pipeline.fill();
    expect(came.size).toBe(10);
  });
  expect(gone).toHaveBeenCalled();
  await vi.waitFor(() => expect(pipeline.isHolding).toBe(false));
  // Put right, all of it is given out again.
  queue.setReadable(0, true);
  expect(queue.take(10)).toEqual([0, 0, 10]);
});
