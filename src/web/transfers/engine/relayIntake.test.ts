import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { SEALED_BLOCK_BYTES } from '../../../shared/transfers/relay.ts';
import type { BlockStore } from './blockStore.ts';
import { BufferPool } from './bufferPool.ts';
import type { ReceivePipeline } from './receivePipeline.ts';
import { RelayIntake } from './relayIntake.ts';
import type { RelayNews, RelayWord } from './relayLine.ts';

const segment = {
  segmentId: '0b5a5a52-91c4-4de7-bf60-00ffa1c2e3d4',
  transferId: 'share',
  file: 0,
  firstBlock: 0,
  blockCount: 3,
  sizeBytes: 3 * SEALED_BLOCK_BYTES,
  expiresAt: '2026-11-25T00:00:00.000Z',
};
const state = { t: 'state', state: { segments: [segment], roots: [] } } as unknown as RelayNews;

/** A receiver whose second block does not open. */
function intakeOf(visit: { headers: Record<string, string> } | null, lastBytes: number | null = SEALED_BLOCK_BYTES) {
  const written = new Bitmap(3);
  const said: RelayWord[] = [];
  const bad: [number, number[]][] = [];
  const intake = new RelayIntake({
    store: {
      written: new Map([[0, written]]),
      flush: async () => true,
      durableCount: 3,
      durableRuns: () => [],
    } as unknown as BlockStore,
    pipeline: {
      take: async ({ block }: { block: number }) => (block === 1 ? 'bad' : written.set(block) && 'stored'),
    } as unknown as ReceivePipeline,
    pool: new BufferPool(SEALED_BLOCK_BYTES, 4),
    sealedLength: (_file, block) => (block === 2 ? lastBytes : SEALED_BLOCK_BYTES),
    line: { say: (word) => void said.push(word), renewSession: async () => {} },
    epoch: 'an epoch',
    visit,
    onBad: (file, blocks) => void bad.push([file, blocks]),
    onMoved: () => {},
    isHeld: () => false,
    onRoot: () => {},
    now: () => performance.now(),
  });
  return { intake, said, bad };
}

const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response(new Uint8Array(segment.sizeBytes)));
beforeEach(() => {
  fetched.mockClear();
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => vi.unstubAllGlobals());

describe('segments', () => {
  it('are acknowledged by the one for whom they lie there, with what was bad in them', async () => {
    const { intake, said, bad } = intakeOf(null);
    intake.heard(state);
    await vi.waitFor(() => expect(said).toContainEqual(expect.objectContaining({ t: 'acknowledge', badBlocks: [1] })));
    expect(bad).toEqual([]);
  });

  it.each([
    ['that the file does not have', null],
    ['longer than the file', SEALED_BLOCK_BYTES - 1],
  ])('[T17] with a block %s are not believed there', async (_, lastBytes) => {
    const { intake, said } = intakeOf(null, lastBytes);
    intake.heard(state);
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said[0]).toMatchObject({ t: 'acknowledge', badBlocks: expect.arrayContaining([1, 2]) });
  });

  it('[S5] [S7] of a share are fetched with the visitor’s token, stay, and are fetched once', async () => {
    const { intake, said, bad } = intakeOf({ headers: { authorization: 'Bearer one.secret' } });
    intake.heard(state);
    await vi.waitFor(() => expect(bad).toEqual([[0, [1]]]));
    expect(fetched.mock.calls[0]![1].headers).toMatchObject({ authorization: 'Bearer one.secret' });
    intake.heard(state);
    intake.tick(performance.now());
    await new Promise((go) => setImmediate(go));
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(said).toEqual([]);
  });
});
