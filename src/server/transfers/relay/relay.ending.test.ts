import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  anna,
  begin,
  ben,
  clock,
  database,
  files,
  HOUR,
  newTransfer,
  only,
  put,
  refusal,
  services,
  setUpRelay,
  start,
  state,
  store,
  told,
  transferId,
} from '../../../testing/relayWorld.ts';

setUpRelay();

describe('the end', () => {
  const rows = async () => [
    await database.db.relaySegment.count(),
    await database.db.relayRoot.count(),
    await database.db.relayHave.count(),
  ];
  async function fill() {
    const segment = await put();
    await begin();
    await services.relay.tellRoot(transferId, { file: 0, sealedRoot: 'AAAA' }, anna);
    await services.relay.tellHave(transferId, 'one life of it', [[0, 0, 1]], ben);
    return segment;
  }

  const endings: [string, () => Promise<unknown>][] = [
    ['cancelled', () => services.transfers.cancel(transferId, ben)],
    ['completed', () => services.transfers.complete(transferId, ben)],
    [
      'expired',
      async () => {
        clock.move(7 * 24 * HOUR);
        await services.transfers.sweep();
      },
    ],
  ];
  test.each(endings)('[R14] of a transfer that is %s: nothing of it stays', async (_name, end) => {
    const { segmentId } = await fill();
    await end();
    expect([await rows(), files()]).toEqual([[0, 0, 0], []]);
    await expect(services.segments.requireUploader(segmentId, anna)).rejects.toEqual(refusal('relay.not_found'));
  });

  test('of an upload under way: it is asked to stop, and nothing of it stays', async () => {
    const { segmentId } = await begin();
    const upload = new EventEmitter();
    async function* untilWanted() {
      const wanted = once(upload, 'wanted');
      yield randomBytes(400);
      upload.emit('begun');
      await wanted;
    }
    const begun = once(upload, 'begun');
    const release = await store.locks.acquire(segmentId, { onWanted: () => upload.emit('wanted'), waitMs: 1000 });
    const writing = services.segments.append(segmentId, 0, untilWanted()).finally(release);
    await begun;
    await services.transfers.cancel(transferId, anna);
    expect([await writing, await rows(), files()]).toEqual([400, [0, 0, 0], []]);
  });

  test('[R13] of its time: a whole segment goes after a day, one that nobody goes on with after an hour', async () => {
    const whole = await put();
    const { segmentId } = await begin();
    clock.move(HOUR / 2);
    await services.segments.append(segmentId, 0, only(randomBytes(10)));
    clock.move(HOUR - 1);
    await services.relay.sweep();
    expect((await state(anna)).unfinished).toHaveLength(1);
    clock.move(1);
    // Also before the sweep comes by.
    expect((await state(anna)).unfinished).toHaveLength(0);
    await expect(services.segments.requireUploader(segmentId, anna)).rejects.toEqual(refusal('relay.not_found'));
    await services.relay.sweep();
    expect(files()).toHaveLength(1);

    clock.move(24 * HOUR);
    expect(await state()).toMatchObject({ segments: [], expiresAt: null });
    await expect(services.segments.findForRecipient(whole.segmentId, ben)).rejects.toEqual(refusal('relay.not_found'));
    await services.relay.sweep();
    expect([await rows(), files()]).toEqual([[0, 0, 0], []]);
    expect(told('relay:segment-dropped').at(-1)).toEqual([
      [`account:${anna}`, `account:${ben}`],
      { transferId, segmentId: whole.segmentId },
    ]);
  });

  test('comes after seven days, however slowly a segment came', async () => {
    start({ lifeMs: 7 * 24 * HOUR });
    await newTransfer(anna, ben);
    const begun = clock.now().getTime();
    const { segmentId } = await begin();
    for (let hour = 0; hour < 24; hour++) {
      clock.move(HOUR - 1);
      await services.segments.append(segmentId, hour, only(randomBytes(1)));
    }
    await services.segments.append(segmentId, 24, only(randomBytes(976)));
    expect((await state()).expiresAt).toBe(new Date(begun + 7 * 24 * HOUR).toISOString());
  });

  test('[R16] of an offer comes no sooner than that of what waits in the relay, and seven days after it at last', async () => {
    const later = (hours: number) => new Date(begun + hours * HOUR).toISOString();
    const begun = clock.now().getTime();
    await newTransfer(anna, ben, {
      state: 'offered',
      createdAt: new Date(begun),
      expiresAt: new Date(begun + 24 * HOUR),
    });
    clock.move(10 * HOUR);
    await put();
    expect((await state()).expiresAt).toBe(later(34));
    expect(await services.transfers.get(transferId, ben)).toMatchObject({ state: 'offered', expiresAt: later(34) });
    for (let day = 0; day < 6; day++) {
      clock.move(23 * HOUR);
      await put();
    }
    clock.move(18 * HOUR);
    await put();
    expect(await services.transfers.get(transferId, anna)).toMatchObject({ expiresAt: later(7 * 24) });
    expect((await state()).expiresAt).toBe(later(7 * 24));
  });

  test('of an accepted transfer is not moved, and nothing of it is said to stay longer', async () => {
    const expiresAt = new Date(clock.now().getTime() + HOUR);
    await newTransfer(anna, ben, { expiresAt });
    await put();
    expect(await state()).toMatchObject({ segments: [expect.anything()], expiresAt: expiresAt.toISOString() });
    expect(await services.transfers.get(transferId, ben)).toMatchObject({ expiresAt: expiresAt.toISOString() });
  });

  test('of an event with all that was in it: the bytes are no one’s, and swept', async () => {
    await put();
    await database.db.event.deleteMany();
    expect(files()).toHaveLength(1);
    await services.relay.sweep();
    expect(files()).toEqual([]);
  });
});
