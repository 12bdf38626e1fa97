import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { newPassword, newSecret } from '../../../testing/shareClient.ts';
import { openShareWorld, outcomesOf, type ShareWorld } from '../../../testing/shareWorld.ts';
import { budgets } from '../../core/budgets.ts';
import type { DownloadPrincipal } from './downloadToken.ts';

let world: ShareWorld;
beforeEach(async () => {
  world = await openShareWorld();
});
afterEach(() => world.close());

const refusal = (code: string) => expect.objectContaining({ code });
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const downloads = () => world.services().downloads;
const hold = ({ downloadId }: DownloadPrincipal) => downloads().hold(downloadId);

describe('[S9] places', () => {
  test('of a share that may be taken three times: of twenty that begin at once three get one', async () => {
    const shareId = await world.share({ mostDownloads: 3 });
    const outcomes = await outcomesOf(times(20, () => world.begin(shareId)));
    expect(outcomes).toEqual({ granted: 3, codes: ['shares.all_places_taken'] });
    expect(await world.mine(shareId)).toMatchObject({ openDownloads: 3, downloads: 0 });
  });

  test('without a limit are twenty at once', async () => {
    const shareId = await world.share();
    const outcomes = await outcomesOf(times(30, () => world.begin(shareId)));
    expect(outcomes).toEqual({ granted: shareLimits.openDownloads, codes: ['shares.all_places_taken'] });
  });

  test('are free again once given up, or not heard of for a quarter of an hour', async () => {
    const shareId = await world.share({ mostDownloads: 1 });
    const first = await world.begin(shareId);
    await downloads().giveUp(first);
    await expect(downloads().get(first)).rejects.toEqual(refusal('shares.download_ended'));
    await expect(downloads().complete(first)).rejects.toEqual(refusal('shares.download_ended'));

    const second = await world.begin(shareId);
    await expect(world.begin(shareId)).rejects.toEqual(refusal('shares.all_places_taken'));
    world.clock.move(shareLimits.placeHeldMs);
    const third = await world.begin(shareId);
    await expect(hold(second)).rejects.toEqual(refusal('shares.all_places_taken'));
    await expect(downloads().complete(second)).rejects.toEqual(refusal('shares.all_places_taken'));
    await downloads().giveUp(third);
    expect(await downloads().get(second)).toMatchObject({ id: second.downloadId });
    expect(await downloads().complete(second)).toMatchObject({ isComplete: true });
  });

  test('are kept by whoever is heard of: it fetches, it asks, its socket is open', async () => {
    const shareId = await world.share({ mostDownloads: 1 });
    const visitor = await world.begin(shareId);
    const socket = { ...visitor, id: 'socket', browser: 'other' as const };
    const signs = [() => hold(visitor), () => downloads().get(visitor), () => world.services().visitors.keepPlaces()];
    world.services().visitors.came(socket);
    for (const sign of [...signs, ...signs]) {
      world.clock.move(shareLimits.placeHeldMs - 1000);
      await sign();
      await expect(world.begin(shareId)).rejects.toEqual(refusal('shares.all_places_taken'));
    }
    world.services().visitors.went(socket);
    world.clock.move(shareLimits.placeHeldMs);
    await world.services().visitors.keepPlaces();
    await world.begin(shareId);
  });

  test('that lapsed: of ten that come back at once, and ten that are new, one gets the only one', async () => {
    const shareId = await world.share({ mostDownloads: 1 });
    const lapsed: DownloadPrincipal[] = [];
    for (const _ of times(10, () => 0)) {
      lapsed.push(await world.begin(shareId));
      world.clock.move(shareLimits.placeHeldMs);
    }
    const asked = [...lapsed.map(hold), ...times(10, () => world.begin(shareId))];
    expect(await outcomesOf(asked)).toEqual({ granted: 1, codes: ['shares.all_places_taken'] });
    expect(await world.mine(shareId)).toMatchObject({ openDownloads: 1 });
  });
});

describe('[S9] counting', () => {
  test('is once, however often it is said at once', async () => {
    const shareId = await world.share({ mostDownloads: 2 });
    const visitor = await world.begin(shareId);
    await Promise.all(times(20, () => downloads().complete(visitor)));
    expect(await world.mine(shareId)).toMatchObject({ downloads: 1, openDownloads: 0, ended: null });
    const question = { shareId, accessToken: null };
    expect((await downloads().open(question, 'x')).facts.downloadsLeft).toBe(1);
  });

  test('[S11] the last one ends the share, and may be said again', async () => {
    const shareId = await world.share({ mostDownloads: 2 });
    await world.bring(shareId);
    const [one, two] = [await world.begin(shareId), await world.begin(shareId)];
    await Promise.all([downloads().complete(one), downloads().complete(two)]);
    expect(await world.mine(shareId)).toMatchObject({ downloads: 2, ended: 'used_up' });
    expect(world.files()).toEqual([]);
    expect(world.told('share:ended')).toEqual([[[`share:${shareId}`], { shareId, ended: 'used_up' }]]);
    expect(await downloads().complete(one)).toMatchObject({ isComplete: true, segments: [] });
    expect(await downloads().get(two)).toMatchObject({ isComplete: true });
    await expect(world.begin(shareId)).rejects.toEqual(refusal('shares.used_up'));
    const row = await world.db.share.findUniqueOrThrow({ where: { id: shareId } });
    expect(row.sealedManifest).toHaveLength(0);
  });

  test('is never beyond the limit, whoever comes, goes and completes at once', async () => {
    const shareId = await world.share({ mostDownloads: 3 });
    const takeOne = async () => downloads().complete(await world.begin(shareId));
    const { granted } = await outcomesOf(times(20, takeOne));
    const share = await world.mine(shareId);
    expect(share?.downloads).toBe(granted);
    expect(granted).toBeLessThanOrEqual(3);
    expect(share?.ended).toBe(granted === 3 ? 'used_up' : null);
  });

  test('either comes before the end or not at all', async () => {
    const shareId = await world.share();
    const visitors = await Promise.all(times(10, () => world.begin(shareId)));
    const outcomes = outcomesOf(visitors.map((visitor) => downloads().complete(visitor)));
    await world.services().shares.revoke(shareId, world.anna.id);
    const { granted, codes } = await outcomes;
    expect(await world.mine(shareId)).toMatchObject({ downloads: granted, ended: 'revoked' });
    expect(codes.filter((code) => code !== 'shares.revoked')).toEqual([]);
  });
});

describe('[S7] beginning', () => {
  test('twice, or twenty times at once, is beginning one', async () => {
    const shareId = await world.share({ mostDownloads: 1 });
    const wish = world.newStart(shareId);
    await Promise.all(times(20, () => world.start(wish)));
    expect(await world.mine(shareId)).toMatchObject({ openDownloads: 1 });
  });

  test("with another's id it gets nothing and changes nothing", async () => {
    const shareId = await world.share();
    const wish = world.newStart(shareId);
    await world.start(wish);
    await expect(world.start({ ...wish, token: newSecret() })).rejects.toEqual(refusal('shares.no_download'));
    const elsewhere = { ...wish, shareId: await world.share() };
    await expect(world.start(elsewhere)).rejects.toEqual(refusal('shares.no_download'));
    const claim = { downloadId: wish.downloadId, token: wish.token };
    expect(await downloads().principalOf(claim)).toEqual({ downloadId: wish.downloadId, shareId });
  });

  test('[L14] hides from then on whoever wanted to be hidden once, whoever their browser shows them to be', async () => {
    const wish = world.newStart(await world.share({ isDirect: true }));
    expect(await world.start(wish)).toMatchObject({ hidesAddress: false });
    expect(await world.start({ ...wish, hidesAddress: true })).toMatchObject({ hidesAddress: true });
    expect(await world.start(wish)).toMatchObject({ hidesAddress: true });
    const setup = await world.services().downloadMeetings.iceServersForVisitor(wish);
    expect(setup).toMatchObject({ transportPolicy: 'relay' });
  });

  test('one id for many shares at once makes one download', async () => {
    const shares = await Promise.all(times(5, () => world.share()));
    const wish = world.newStart(shares[0]!);
    const outcomes = await outcomesOf(shares.map((shareId) => world.start({ ...wish, shareId })));
    expect(outcomes).toEqual({ granted: 1, codes: ['shares.no_download'] });
  });

  test('again after giving up is refused; once that is forgotten the id is new', async () => {
    const shareId = await world.share();
    const wish = world.newStart(shareId);
    await world.start(wish);
    await downloads().giveUp(wish);
    await downloads().giveUp(wish);
    await expect(world.start(wish)).rejects.toEqual(refusal('shares.download_ended'));
    world.clock.move(shareLimits.placeHeldMs);
    await downloads().sweep();
    expect(await world.start(wish)).toMatchObject({ isComplete: false });
  });

  test('of nothing that is there: the answer is the same for every id', async () => {
    const gone = { shareId: randomUUID() as ShareId, accessToken: null };
    await expect(downloads().open(gone, 'x')).rejects.toEqual(refusal('shares.not_found'));
    await expect(world.begin(gone.shareId)).rejects.toEqual(refusal('shares.not_found'));
    const claim = { downloadId: randomUUID() as DownloadId, token: newSecret() };
    expect(await downloads().principalOf(claim)).toBeNull();
  });
});

describe('[S3] wrong access tokens', () => {
  const ask = (shareId: ShareId, accessToken: string, address: string) =>
    downloads().open({ shareId, accessToken }, address);

  test('are ten from one address, and then the right one is not looked at either; elsewhere it is', async () => {
    const password = newPassword();
    const shareId = await world.share({ password });
    const outcomes = await outcomesOf(times(30, () => ask(shareId, newSecret(), 'here')));
    expect(outcomes).toEqual({ granted: 0, codes: ['request.rate_limited', 'shares.wrong_password'] });
    await expect(ask(shareId, password.accessToken, 'here')).rejects.toEqual(refusal('request.rate_limited'));
    expect((await ask(shareId, password.accessToken, 'elsewhere')).sealed).not.toBeNull();
    const other = await world.share({ password });
    expect((await ask(other, password.accessToken, 'here')).sealed).not.toBeNull();
  });

  test('are two hundred from everywhere, besides three of each address: nobody locks out whoever knows it', async () => {
    const password = newPassword();
    const shareId = await world.share({ password });
    const [own, all] = [budgets.shareTokenFirst.points, budgets.shareTokenByShare.points];
    const attackers = Math.ceil(all / (budgets.shareToken.points - own));
    const guesses = times(attackers, (n) => n).flatMap((n) =>
      times(budgets.shareToken.points, () => ask(shareId, newSecret(), `address ${n}`)),
    );
    const refused = await Promise.allSettled(guesses);
    const looked = refused.filter((one) => (one as PromiseRejectedResult).reason.code === 'shares.wrong_password');
    expect(looked).toHaveLength(attackers * own + all);

    expect((await ask(shareId, password.accessToken, 'the recipient')).sealed).not.toBeNull();
    for (const _ of times(own, () => 0)) {
      await expect(ask(shareId, newSecret(), 'forgetful')).rejects.toEqual(refusal('shares.wrong_password'));
    }
    await expect(ask(shareId, password.accessToken, 'forgetful')).rejects.toEqual(refusal('request.rate_limited'));
  });

  test('count, and right ones do not: a whole venue with the password comes in from one address', async () => {
    const password = newPassword();
    const shareId = await world.share({ password });
    for (const _ of times(budgets.shareTokenByShare.points + 10, () => 0)) {
      expect((await ask(shareId, password.accessToken, 'venue')).sealed).not.toBeNull();
    }
  });
});
