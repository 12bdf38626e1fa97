import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import type { RelayState } from '../../../shared/transfers/relay.ts';
import type { Download, OpenShare } from '../../../shared/transfers/shares/share.ts';
import { makeVisitor, newPassword, signUpToShare } from '../../../testing/shareClient.ts';
import { startApp } from '../../../testing/startApp.ts';
import { makeTestRelay } from '../../../testing/testRelay.ts';

type Owner = Awaited<ReturnType<typeof signUpToShare>>;

let server: Awaited<ReturnType<typeof startApp>>;
let store: ReturnType<typeof makeTestRelay>;
let anna: Owner;
let ben: Owner;

beforeAll(async () => {
  store = makeTestRelay();
  server = await startApp({ relay: store });
  anna = await signUpToShare(server, 'anna');
  ben = await signUpToShare(server, 'ben');
});
afterAll(() => server.close());

const codeOf = (answer: { error?: { code: string } }) => answer.error?.code;
async function refusalOf(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
}
const bytesOf = async (answer: Promise<Response>) => Buffer.from(await (await answer).arrayBuffer());
const hasFile = (id: SegmentId) => readdirSync(store.folder).some((name) => name.includes(id));

describe('a share', () => {
  test('[S4] [S7] [S9] is brought by its owner, fetched by a visitor without an account, and counts once verified', async () => {
    const shareId = await anna.share();
    const { segmentId, bytes } = await anna.bring(shareId);
    expect((await anna.mutate('relay.tellRoot', { transferId: shareId, file: 1, sealedRoot: 'cm9vdA==' })).status).toBe(
      200,
    );

    const visitor = makeVisitor(server, shareId);
    const { facts, sealed } = (await visitor.open()).data as OpenShare;
    expect(facts).toMatchObject({ id: shareId, from: { username: 'anna' }, fileCount: 2, uploadedBytes: 4940 });
    expect(sealed).toEqual({ sealedManifest: 'c2VhbGVk', wrappedKey: null });

    expect((await visitor.start()).data).toMatchObject({ id: visitor.downloadId, isComplete: false });
    const standing = (await visitor.ask('download')).data as Download;
    expect(standing).toMatchObject({ uploadedBytes: 4940, totalBytes: 10_000, segments: [{ segmentId }] });
    expect(standing.roots).toEqual([{ file: 1, sealedRoot: 'cm9vdA==' }]);
    expect((await bytesOf(visitor.fetch(segmentId))).equals(bytes)).toBe(true);
    expect(await anna.mine(shareId)).toMatchObject({ downloads: 0, openDownloads: 1 });

    for (const _ of ['once', 'again'])
      expect((await visitor.tell('complete')).data).toMatchObject({ isComplete: true });
    expect(await anna.mine(shareId)).toMatchObject({ downloads: 1, openDownloads: 0, ended: null });
  });

  test('[S5] stays in the relay for the next one, and cannot be taken', async () => {
    const shareId = await anna.share();
    const { segmentId, bytes } = await anna.bring(shareId);
    const taken = { transferId: shareId, segmentId, badBlocks: [] };
    expect(codeOf(await anna.mutate('relay.acknowledge', taken))).toBe('transfers.not_recipient');
    const have = { transferId: shareId, epoch: 'an-epoch', have: [] };
    expect(codeOf(await anna.mutate('relay.tellHave', have))).toBe('transfers.not_recipient');
    for (const _ of ['one', 'another']) {
      const visitor = makeVisitor(server, shareId);
      await visitor.start();
      expect((await bytesOf(visitor.fetch(segmentId))).equals(bytes)).toBe(true);
      expect((await visitor.tell('complete')).status).toBe(200);
    }
  });

  test('[S11] once revoked is nothing any more, for its visitors and on the disk', async () => {
    const shareId = await anna.share();
    const { segmentId } = await anna.bring(shareId);
    const visitor = makeVisitor(server, shareId);
    await visitor.start();
    expect(hasFile(segmentId)).toBe(true);

    expect((await anna.mutate('shares.revoke', { shareId })).data).toMatchObject({ ended: 'revoked' });
    expect(hasFile(segmentId)).toBe(false);
    expect(codeOf(await visitor.open())).toBe('shares.revoked');
    expect(codeOf(await visitor.ask('download'))).toBe('shares.revoked');
    expect(codeOf(await visitor.tell('complete'))).toBe('shares.revoked');
    expect(await refusalOf(visitor.fetch(segmentId))).toEqual([410, 'shares.revoked']);
    expect(codeOf(await makeVisitor(server, shareId).start())).toBe('shares.revoked');
    expect((await anna.mutate('shares.revoke', { shareId })).data).toMatchObject({ ended: 'revoked' });
    expect(await anna.mine(shareId)).toMatchObject({ ended: 'revoked', uploadedBytes: 0 });
  });

  test('[S3] with a password gives out nothing sealed before it has seen the access token', async () => {
    const password = newPassword();
    const shareId = await anna.share({ password });
    const visitor = makeVisitor(server, shareId);
    const { salt, memoryKib, passes } = password;
    const closed = (await visitor.open()).data as OpenShare;
    expect(closed).toMatchObject({ facts: { password: { salt, memoryKib, passes } }, sealed: null });
    expect(JSON.stringify(closed)).not.toContain(password.wrappedKey);
    expect(codeOf(await visitor.start())).toBe('shares.password_needed');
    const wrong = newPassword().accessToken;
    expect(codeOf(await visitor.unlock(wrong))).toBe('shares.wrong_password');
    // In an address it would be kept by logs on the way.
    expect((await visitor.query('shares.open', { shareId, accessToken: wrong })).status).toBe(400);
    expect(codeOf(await makeVisitor(server, shareId, { accessToken: wrong }).start())).toBe('shares.wrong_password');

    const { accessToken, wrappedKey } = password;
    expect((await visitor.unlock(accessToken)).data).toMatchObject({ sealed: { wrappedKey } });
    expect((await makeVisitor(server, shareId, { accessToken }).start()).status).toBe(200);
  });

  test('is not there for anyone else to bring, look after or take back', async () => {
    const shareId = await anna.share();
    const { segmentId } = await anna.bring(shareId);
    expect(codeOf(await ben.mutate('shares.revoke', { shareId }))).toBe('shares.not_found');
    expect(codeOf(await ben.query('relay.state', { transferId: shareId }))).toBe('transfers.not_found');
    await expect(ben.bring(shareId)).rejects.toThrow('transfers.not_found');
    expect(await refusalOf(ben.download(segmentId))).toEqual([404, 'relay.not_found']);
    expect(await refusalOf(anna.download(segmentId))).toEqual([404, 'relay.not_found']);
    const state = (await anna.query('relay.state', { transferId: shareId })).data as RelayState;
    expect(state).toMatchObject({ isOpen: true, segments: [{ segmentId, transferId: shareId }], have: [] });
  });
});
