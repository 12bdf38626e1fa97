import { randomBytes, randomUUID } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import {
  anna,
  begin,
  database,
  files,
  only,
  put,
  services,
  setUpRelay,
  start,
  state,
  store,
  told,
  transferId,
} from '../../../testing/relayWorld.ts';

setUpRelay();

describe('[R15] after a crash', () => {
  test('an upload goes on from the bytes that are there', async () => {
    const { segmentId } = await begin();
    const bytes = randomBytes(1000);
    await services.segments.append(segmentId, 0, only(bytes.subarray(0, 300)));
    start({}, store.folder);
    await services.relay.sweep();
    expect(await services.segments.progress(segmentId)).toMatchObject({ offset: 300, sizeBytes: 1000 });
    await services.segments.append(segmentId, 300, only(bytes.subarray(300)));
    expect((await buffer((await services.segments.read(segmentId, 0, 999))!)).equals(bytes)).toBe(true);
  });

  test('a segment whose last byte came before the row said so is whole', async () => {
    const [swept, asked] = [await begin(), await begin()];
    for (const { segmentId } of [swept, asked]) {
      writeFileSync(join(store.folder, `${segmentId}.sealed`), randomBytes(1000));
    }
    await services.segments.progress(asked.segmentId);
    expect((await state()).segments).toMatchObject([{ segmentId: asked.segmentId }]);
    await services.relay.sweep();
    expect((await state()).segments).toHaveLength(2);
    expect(told('relay:segment-ready')).toHaveLength(2);
  });

  test('bytes that no row names go, and other files stay', async () => {
    const kept = await put();
    for (let n = 0; n < 450; n++) writeFileSync(join(store.folder, `${randomUUID()}.sealed`), 'x');
    writeFileSync(join(store.folder, 'notes.txt'), 'mine');
    await services.relay.sweep();
    expect(files().sort()).toEqual([`${kept.segmentId}.sealed`, 'notes.txt'].sort());
  });

  test('a segment whose bytes are gone, or not all there, goes and is told of', async () => {
    const [kept, shortened, gone] = [await put(), await put(), await put()];
    truncateSync(join(store.folder, `${shortened.segmentId}.sealed`), 999);
    await store.bytes.delete(gone.segmentId);
    await services.relay.sweep();
    expect((await state()).segments).toMatchObject([{ segmentId: kept.segmentId }]);
    expect(files()).toEqual([`${kept.segmentId}.sealed`]);
    const ids = told('relay:segment-dropped').map(([, payload]) => (payload as { segmentId: string }).segmentId);
    expect(ids.sort()).toEqual([shortened.segmentId, gone.segmentId].sort());
  });

  test('rows of a transfer that ended while nobody looked go, and their bytes', async () => {
    await put();
    await services.relay.tellRoot(transferId, { file: 0, sealedRoot: 'AAAA' }, anna);
    await database.db.transfer.update({ where: { id: transferId }, data: { state: 'cancelled' } });
    await services.relay.sweep();
    expect([await database.db.relaySegment.count(), await database.db.relayRoot.count(), files()]).toEqual([0, 0, []]);
  });
});
