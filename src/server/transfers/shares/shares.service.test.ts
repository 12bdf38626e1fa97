import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TransferId } from '../../../shared/core/ids.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { settled } from '../../../testing/settled.ts';
import { newPassword, newShareOf } from '../../../testing/shareClient.ts';
import { openShareWorld, outcomesOf, type ShareWorld } from '../../../testing/shareWorld.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

let world: ShareWorld;
beforeEach(async () => {
  world = await openShareWorld();
});
afterEach(() => world.close());

const refusal = (code: string) => expect.objectContaining({ code });
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const sweep = async () => {
  await world.services().shares.sweep();
  await world.services().downloads.sweep();
  await world.services().relay.sweep();
};

describe('making a share', () => {
  test('twice with one id, or twenty times at once, is making one', async () => {
    const wish = newShareOf(world.anna.deviceId);
    const made = await Promise.all(times(20, () => world.services().shares.create(wish, world.anna.id)));
    expect(new Set(made.map(({ id }) => id))).toEqual(new Set([wish.shareId]));
    expect(await world.db.share.count()).toBe(1);
  });

  test("under someone else's id it learns nothing, and changes nothing", async () => {
    const ben = await world.person('Ben');
    const shareId = await world.share();
    const wish = newShareOf(ben.deviceId, { shareId, fileCount: 7 });
    await expect(world.services().shares.create(wish, ben.id)).rejects.toEqual(refusal('shares.not_found'));
    expect(await world.mine(shareId)).toMatchObject({ fileCount: 2 });
  });

  test("is for a browser of one's own", async () => {
    const ben = await world.person('Ben');
    const wish = newShareOf(ben.deviceId);
    await expect(world.services().shares.create(wish, world.anna.id)).rejects.toEqual(
      refusal('accounts.device_unknown'),
    );
  });

  test('ends at fifty that live: of sixty at once fifty are made', async () => {
    const outcomes = await outcomesOf(times(60, () => world.share()));
    expect(outcomes).toEqual({ granted: shareLimits.openPerAccount, codes: ['shares.too_many_open'] });
    const [one] = await world.services().shares.mine(world.anna.id);
    await world.services().shares.revoke(one!.id, world.anna.id);
    await world.share();
  });

  test("is told to its owner, whose list has the newest first and nobody else's", async () => {
    const ben = await world.person('Ben');
    const first = await world.share();
    world.clock.move(1000);
    const second = await world.share({ password: newPassword(), mostDownloads: 3, isDirect: true });
    const listed = await world.services().shares.mine(world.anna.id);
    expect(listed.map(({ id }) => id)).toEqual([second, first]);
    expect(listed[0]).toMatchObject({ hasPassword: true, mostDownloads: 3, isDirect: true, ended: null });
    expect(await world.services().shares.mine(ben.id)).toEqual([]);
    const isOwners = [`account:${world.anna.id}`];
    expect(world.told('share:changed').map(([to]) => to)).toEqual([isOwners, isOwners]);
  });
});

describe('[S4] [S5] in the relay', () => {
  test('a segment stays for as long as its share, and not a moment longer', async () => {
    const shareId = await world.share({ lifeMs: 5 * DAY });
    world.clock.move(HOUR);
    const segmentId = await world.bring(shareId);
    const { segments } = await world.services().relay.state(shareId as string as TransferId, world.anna.id);
    expect(segments).toMatchObject([{ segmentId, expiresAt: (await world.mine(shareId))?.expiresAt }]);
    world.clock.move(4 * DAY);
    await sweep();
    expect(world.files()).toHaveLength(1);
    world.clock.move(DAY);
    await sweep();
    expect(world.files()).toEqual([]);
  });

  test('an upload that nobody goes on with goes after an hour', async () => {
    const shareId = await world.share();
    await world.open(shareId);
    world.clock.move(HOUR + 1);
    await sweep();
    expect(await world.db.relaySegment.count()).toBe(0);
  });

  test("counts against its owner's room as a transfer does", async () => {
    await world.close();
    world = await openShareWorld({ accountBytes: 3 * 64 * 1024 });
    const shareId = await world.share();
    const outcomes = await outcomesOf(times(10, () => world.bring(shareId)));
    expect(outcomes).toEqual({ granted: 3, codes: ['relay.quota'] });
    await world.services().shares.revoke(shareId, world.anna.id);
    await world.bring(await world.share());
  });

  test('a segment fits the share: its files, its bytes', async () => {
    const shareId = await world.share({ fileCount: 1, totalBytes: 300_000 });
    await expect(world.open(shareId, { file: 1 })).rejects.toEqual(refusal('transfers.no_such_file'));
    await expect(world.open(shareId, { firstBlock: 2 })).rejects.toEqual(refusal('relay.no_such_block'));
    const id = shareId as string as TransferId;
    const root = { file: 1, sealedRoot: 'AAAA' };
    await expect(world.services().relay.tellRoot(id, root, world.anna.id)).rejects.toEqual(
      refusal('transfers.no_such_file'),
    );
  });

  test('the owner is told of what is whole, the last of it too', async () => {
    const shareId = await world.share({ fileCount: 10, totalBytes: 10 * 4940 });
    world.fanout.told.length = 0;
    for (const file of times(9, (n) => n)) await world.bring(shareId, { file });
    const told = () => world.told('share:changed').map(([, payload]) => payload);
    await settled(() => expect(told().at(-1)).toMatchObject({ share: { uploadedBytes: 9 * 4940 } }));
    expect(told()[0]).toMatchObject({ share: { uploadedBytes: 4940 } });
    // The same blocks brought twice are not more than there are.
    await world.bring(shareId);
    expect(await world.mine(shareId)).toMatchObject({ uploadedBytes: 9 * 4940 });
  });
});

describe('[S11] the end', () => {
  test('by the clock: nothing is given out from that moment, and the sweep clears it away and tells', async () => {
    const shareId = await world.share({ lifeMs: HOUR, password: newPassword() });
    await world.bring(shareId);
    const open = await world.share();
    const visitor = await world.begin(open);
    world.clock.move(HOUR);
    const question = { shareId, accessToken: null };
    await expect(world.services().downloads.open(question, 'x')).rejects.toEqual(refusal('shares.expired'));
    await expect(world.open(shareId)).rejects.toEqual(refusal('shares.expired'));
    expect(await world.mine(shareId)).toMatchObject({ ended: 'expired' });

    await sweep();
    expect(world.files()).toEqual([]);
    const row = await world.db.share.findUniqueOrThrow({ where: { id: shareId } });
    const empty = { wrappedKey: null, passwordCost: null, accessTokenHash: null, endedAs: 'expired' };
    expect(row).toMatchObject(empty);
    expect(row.sealedManifest).toHaveLength(0);
    expect(world.told('share:ended')).toEqual([[[`share:${shareId}`], { shareId, ended: 'expired' }]]);
    expect(world.fanout.cut).toEqual([`share:${shareId}`]);
    expect(await world.mine(shareId)).toMatchObject({ ended: 'expired', hasPassword: true });
    expect(await world.services().downloads.get(visitor)).toMatchObject({ isComplete: false });
  });

  test('of its memory comes a week later: then it never was', async () => {
    const shareId = await world.share();
    const visitor = await world.begin(shareId);
    await world.services().shares.revoke(shareId, world.anna.id);
    const question = { shareId, accessToken: null };
    world.clock.move(shareLimits.listedAfterEndMs - 1);
    await sweep();
    expect(await world.mine(shareId)).toMatchObject({ ended: 'revoked' });
    await expect(world.services().downloads.open(question, 'x')).rejects.toEqual(refusal('shares.revoked'));
    world.clock.move(1);
    await sweep();
    expect(await world.mine(shareId)).toBeUndefined();
    await expect(world.services().downloads.open(question, 'x')).rejects.toEqual(refusal('shares.not_found'));
    await expect(world.services().downloads.get(visitor)).rejects.toEqual(refusal('shares.no_download'));
    expect(await world.db.shareDownload.count()).toBe(0);
  });

  test('is the first one: what has expired is not revoked', async () => {
    const shareId = await world.share({ lifeMs: HOUR });
    world.clock.move(HOUR);
    expect(await world.services().shares.revoke(shareId, world.anna.id)).toMatchObject({ ended: 'expired' });
    await Promise.all(times(5, sweep));
    expect(world.told('share:ended')).toHaveLength(1);
  });

  test('leaves nothing of uploads and roots that come meanwhile', async () => {
    for (const _ of times(5, () => 0)) {
      const shareId = await world.share();
      const id = shareId as string as TransferId;
      const begun = [
        ...times(6, () => world.open(shareId)),
        ...times(4, (file) =>
          world.services().relay.tellRoot(id, { file: file % 2, sealedRoot: 'AAAA' }, world.anna.id),
        ),
      ];
      const outcomes = outcomesOf(begun);
      await world.services().shares.revoke(shareId, world.anna.id);
      const { codes } = await outcomes;
      expect(codes.filter((code) => code !== 'shares.revoked')).toEqual([]);
      expect(await world.db.relaySegment.count()).toBe(0);
      expect(await world.db.shareRoot.count()).toBe(0);
    }
  });
});

describe('after a crash in the middle', () => {
  test('of the end: what it left in the relay goes with the next sweep', async () => {
    const shareId = await world.share();
    await world.bring(shareId);
    await world.open(shareId);
    await world
      .services()
      .relay.tellRoot(shareId as string as TransferId, { file: 0, sealedRoot: 'AAAA' }, world.anna.id);
    const other = await world.share();
    const kept = await world.bring(other);
    await world.db.share.update({ where: { id: shareId }, data: { endedAs: 'revoked', endedAt: world.clock.now() } });
    world.restart();
    await sweep();
    expect((await world.db.relaySegment.findMany()).map(({ id }) => id)).toEqual([kept]);
    expect(world.files()).toHaveLength(1);
    expect(await world.db.shareRoot.count()).toBe(0);
  });

  test('a whole segment whose bytes are gone goes, and owner and visitors are told', async () => {
    const shareId = await world.share();
    const segmentId = await world.bring(shareId);
    await world.bytes.delete(segmentId);
    world.restart();
    world.fanout.told.length = 0;
    await sweep();
    expect(world.told('relay:segment-dropped')).toEqual([
      [[`account:${world.anna.id}`, `share:${shareId}`], { transferId: shareId, segmentId }],
    ]);
    expect(await world.mine(shareId)).toMatchObject({ uploadedBytes: 0, ended: null });
    expect(world.told('share:changed')).toMatchObject([
      [[`account:${world.anna.id}`], { share: { uploadedBytes: 0 } }],
    ]);
  });

  test('bytes whose row went with its share are swept', async () => {
    const shareId = await world.share();
    await world.bring(shareId);
    await world.db.share.delete({ where: { id: shareId } });
    world.restart();
    expect(world.files()).toHaveLength(1);
    await sweep();
    expect(world.files()).toEqual([]);
  });

  test('a segment whose last byte came before the row said so is whole, for as long as the share', async () => {
    const shareId = await world.share({ lifeMs: 3 * DAY });
    const segmentId = await world.bring(shareId);
    const expiresAt = new Date(world.clock.now().getTime() + HOUR);
    await world.db.relaySegment.update({ where: { id: segmentId }, data: { readyAt: null, expiresAt } });
    world.restart();
    await sweep();
    const { segments } = await world.services().relay.contentsOfShare(shareId);
    expect(segments).toMatchObject([{ segmentId, expiresAt: (await world.mine(shareId))?.expiresAt }]);
  });
});
