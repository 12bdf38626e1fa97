import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { Download } from '../../../shared/transfers/shares/share.ts';
import { RefusedError } from '../../core/appError.ts';
import { makePlaceTaking } from './placeTaking.ts';
import type { DownloadRecord } from './shareDb.ts';

const unreachable = new RefusedError({ code: 'client.unreachable', kind: 'unreachable' });
const allTaken = new RefusedError({ code: 'shares.all_places_taken', kind: 'conflict' });
const make = async () =>
  ({ shareId: 'a share' as ShareId, downloadId: randomUUID() as DownloadId }) as unknown as DownloadRecord;

/** A link that works once, and a browser whose tabs share what they write down, where it keeps anything. */
function makeWorld({ keeps = true } = {}) {
  const world = {
    stored: null as DownloadRecord | null,
    holder: null as DownloadId | null,
    losesAnswers: false,
    tab: () =>
      makePlaceTaking({
        async add(record) {
          if (!keeps) throw new Error('a private window');
          world.stored ??= record;
          return world.stored;
        },
        async begin({ downloadId }) {
          if (world.holder && world.holder !== downloadId) throw allTaken;
          world.holder = downloadId;
          if (world.losesAnswers) throw unreachable;
          return { id: downloadId } as Download;
        },
        async forget(record) {
          if (world.stored?.downloadId === record.downloadId) world.stored = null;
        },
      }),
  };
  return world;
}

test.each([true, false])(
  'an answer that is lost costs no place: tried again it is the same download',
  async (keeps) => {
    const world = makeWorld({ keeps });
    const tab = world.tab();
    world.losesAnswers = true;
    await expect(tab.take(make)).rejects.toBe(unreachable);
    const { holder } = world;
    world.losesAnswers = false;
    expect(await tab.take(make)).toMatchObject({ record: { downloadId: holder }, begun: { id: holder } });
  },
);

test('what another tab has begun stands, and is taken up instead', async () => {
  const world = makeWorld();
  const first = await world.tab().take(make);
  expect(await world.tab().take(make)).toBeNull();
  expect(world.stored).toBe(first?.record);
});

test('what was refused, or is not wanted any more, is begun as a new one', async () => {
  const world = makeWorld();
  const tab = world.tab();
  world.holder = randomUUID() as DownloadId;
  await expect(tab.take(make)).rejects.toBe(allTaken);
  expect(world.stored).toBeNull();
  world.holder = null;
  const first = await tab.take(make);
  await tab.forget(first!.record);
  world.holder = null;
  const second = await tab.take(make);
  expect(second?.record.downloadId).not.toBe(first?.record.downloadId);
});
