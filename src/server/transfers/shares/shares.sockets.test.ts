import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CommandName, Commands } from '../../../shared/core/commands.ts';
import type { Ack, WireError } from '../../../shared/core/errors.ts';
import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import { SHARE_NAMESPACE } from '../../../shared/transfers/shares/visitorAccess.ts';
import { settled } from '../../../testing/settled.ts';
import { makeVisitor, newSecret, signUpToShare } from '../../../testing/shareClient.ts';
import { startApp } from '../../../testing/startApp.ts';

type Owner = Awaited<ReturnType<typeof signUpToShare>>;
type Visitor = ReturnType<typeof makeVisitor>;

let server: Awaited<ReturnType<typeof startApp>>;
let anna: Owner;
let ben: Owner;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startApp({ turn: { urls: ['turn:turn.example'], secrets: ['a secret'], ttlSeconds: 600 } });
  anna = await signUpToShare(server, 'anna');
  ben = await signUpToShare(server, 'ben');
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await server.close();
});

/** An open socket that remembers what it heard. */
async function connect(path: string, auth: object, extraHeaders: Record<string, string> = {}) {
  const url = new URL(path, server.url).href;
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, auth, extraHeaders });
  sockets.push(socket);
  const heard: [name: string, payload: Record<string, unknown>][] = [];
  socket.onAny((name, payload) => heard.push([name, payload]));
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
  const send = async <N extends CommandName>(name: N, input: Commands[N]['input']) =>
    (await socket.emitWithAck(name, input)) as Ack<Commands[N]['output']>;
  return { socket, send, of: (name: string) => heard.filter(([one]) => one === name).map(([, payload]) => payload) };
}
const connectOwner = (owner: Owner, deviceId: string = owner.deviceId) =>
  connect('/', { deviceId }, { cookie: owner.cookieHeader() });
const connectVisitor = ({ downloadId, token }: Visitor) => connect(SHARE_NAMESPACE, { downloadId, token });
const refusalAt = async (auth: object, headers = {}) => {
  const error = await connect(SHARE_NAMESPACE, auth, headers).catch((thrown: unknown) => thrown);
  return (error as { data?: WireError }).data?.code;
};
async function begin(shareId: ShareId): Promise<Visitor> {
  const visitor = makeVisitor(server, shareId);
  expect((await visitor.start()).error).toBeUndefined();
  return visitor;
}
const nothing = { epoch: 'an epoch', connId: 0, gen: 0 };
const refused = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) });
const done = { ok: true, data: null };

describe("a visitor's socket", () => {
  test('[S7] opens to the token of an open download, and to nothing else', async () => {
    const shareId = await anna.share();
    const visitor = await begin(shareId);
    const other = await begin(shareId);
    const { downloadId, token } = visitor;
    await connectVisitor(visitor);
    const garbage = [
      {},
      { downloadId },
      { downloadId, token: 7 },
      { downloadId: 'x', token },
      { downloadId: [], token },
    ];
    for (const auth of garbage) expect(await refusalAt(auth)).toBe('shares.no_download');
    expect(await refusalAt({ downloadId, token: newSecret() })).toBe('shares.no_download');
    expect(await refusalAt({ downloadId: other.downloadId, token })).toBe('shares.no_download');
    expect(await refusalAt({ deviceId: anna.deviceId }, { cookie: anna.cookieHeader() })).toBe('shares.no_download');
    await visitor.tell('giveUp');
    expect(await refusalAt({ downloadId, token })).toBe('shares.download_ended');
    await anna.mutate('shares.revoke', { shareId });
    const { downloadId: othersId, token: othersToken } = other;
    expect(await refusalAt({ downloadId: othersId, token: othersToken })).toBe('shares.revoked');
  });

  test('is refused to a page of another origin', async () => {
    const visitor = await begin(await anna.share());
    await expect(connect(SHARE_NAMESPACE, visitor, { origin: 'https://elsewhere.example' })).rejects.toBeInstanceOf(
      Error,
    );
  });

  test('[S6] hears what is brought while it is there, of its share alone', async () => {
    const shareId = await anna.share();
    const there = await connectVisitor(await begin(shareId));
    const elsewhere = await connectVisitor(await begin(await anna.share()));
    const { segmentId } = await anna.bring(shareId);
    await anna.mutate('relay.tellRoot', { transferId: shareId, file: 0, sealedRoot: 'cm9vdA==' });
    await anna.delete(segmentId);
    await settled(() => expect(there.of('relay:segment-dropped')).toEqual([{ transferId: shareId, segmentId }]));
    expect(there.of('relay:segment-ready')).toMatchObject([{ segment: { segmentId, transferId: shareId } }]);
    expect(there.of('relay:root-told')).toEqual([{ transferId: shareId, file: 0, sealedRoot: 'cm9vdA==' }]);
    await anna.bring(shareId);
    await settled(() => expect(there.of('relay:segment-ready')).toHaveLength(2));
    expect(elsewhere.of('relay:segment-ready')).toEqual([]);
  });

  test.each(['transfer:progress', 'conversation:type', 'conversation:read'])('cannot ask for %s', async (name) => {
    const { socket } = await connectVisitor(await begin(await anna.share()));
    await expect(socket.timeout(300).emitWithAck(name, {})).rejects.toThrow();
  });

  test('[S11] is told of the end of its share, and cut', async () => {
    const shareId = await anna.share();
    const there = await connectVisitor(await begin(shareId));
    const other = await connectVisitor(await begin(await anna.share()));
    await anna.mutate('shares.revoke', { shareId });
    await settled(() => expect(there.socket.connected).toBe(false));
    expect(there.of('share:ended')).toEqual([{ shareId, ended: 'revoked' }]);
    expect(other.socket.connected).toBe(true);
  });

  test('[S11] is told and cut when its time is over, though no sweep came by', async () => {
    const shareId = await anna.share();
    const visitor = await begin(shareId);
    const there = await connectVisitor(visitor);
    await server.adapters.db.share.update({ where: { id: shareId }, data: { expiresAt: new Date() } });
    // As the socket's door does at that moment.
    expect(await server.services.downloads.recheck(visitor.downloadId)).toBeNull();
    await settled(() => expect(there.socket.connected).toBe(false));
    expect(there.of('share:ended')).toEqual([{ shareId, ended: 'expired' }]);
    expect(await anna.mine(shareId)).toMatchObject({ ended: 'expired' });
  });

  test('that was let in while its share ended is cut', async () => {
    vi.spyOn(server.services.downloads, 'recheck').mockResolvedValueOnce(null);
    const { downloadId, token } = await begin(await anna.share());
    const url = new URL(SHARE_NAMESPACE, server.url).href;
    const socket = io(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { downloadId, token },
    });
    sockets.push(socket);
    const isReady = vi.fn();
    socket.once('ready', isReady);
    expect(await new Promise((resolve) => socket.once('disconnect', resolve))).toBe('io server disconnect');
    expect(isReady).not.toHaveBeenCalled();
  });

  test('is cut when its own download ends, and no other with it', async () => {
    const shareId = await anna.share();
    const [one, two, three] = [await begin(shareId), await begin(shareId), await begin(shareId)];
    const opened = [await connectVisitor(one), await connectVisitor(two), await connectVisitor(three)];
    await one.tell('complete');
    await two.tell('giveUp');
    await settled(() => expect(opened.map(({ socket }) => socket.connected)).toEqual([false, false, true]));
  });
});

describe('[S10] visitor and host', () => {
  test('meet when the owner allowed it: each hears of the other, and signals pass between them alone', async () => {
    const shareId = await anna.share({ isDirect: true });
    const visitor = await begin(shareId);
    const transferId = visitor.downloadId as string as never;
    const host = await connectOwner(anna);
    const bystander = await connectVisitor(await begin(shareId));
    const there = await connectVisitor(visitor);
    expect(host.of('share:visitor')).toEqual([]);
    expect((await anna.query('shares.visitors', { shareId })).data).toEqual([]);

    expect(await there.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: false } });
    const isHere = { shareId, downloadId: visitor.downloadId, isHere: true };
    await settled(() => expect(host.of('share:visitor')).toEqual([isHere]));
    expect((await anna.query('shares.visitors', { shareId })).data).toEqual([visitor.downloadId]);
    expect(await host.send('transfer:join', { transferId })).toEqual({ ok: true, data: { isPeerPresent: true } });
    await settled(() => expect(there.of('transfer:peer-presence')).toEqual([{ transferId, isPresent: true }]));

    expect(await host.send('peer:signal', { transferId, ...nothing })).toEqual(done);
    expect(await there.send('peer:signal', { transferId, ...nothing, candidate: null })).toEqual(done);
    expect(await there.send('peer:reset', { transferId, epoch: 'hello:anyone', connId: 0 })).toEqual(done);
    await settled(() => expect(there.of('peer:signal')).toEqual([{ transferId, ...nothing, from: anna.deviceId }]));
    await settled(() => expect(host.of('peer:reset')).toHaveLength(1));
    expect(host.of('peer:signal')).toMatchObject([{ transferId, candidate: null, from: visitor.downloadId }]);
    expect(bystander.of('peer:signal')).toEqual([]);

    there.socket.disconnect();
    await settled(() => expect(host.of('share:visitor')).toEqual([isHere, { ...isHere, isHere: false }]));
    expect((await anna.query('shares.visitors', { shareId })).data).toEqual([]);
    host.socket.disconnect();
  });

  test('do not meet when the owner did not allow it', async () => {
    const shareId = await anna.share();
    const visitor = await begin(shareId);
    const transferId = visitor.downloadId as string as never;
    const there = await connectVisitor(visitor);
    const host = await connectOwner(anna);
    expect(await there.send('transfer:join', { transferId })).toEqual(refused('shares.not_direct'));
    expect(await there.send('peer:signal', { transferId, ...nothing })).toEqual(refused('shares.not_direct'));
    expect(await host.send('transfer:join', { transferId })).toEqual(refused('shares.not_direct'));
    const { downloadId } = visitor;
    expect((await visitor.ask('downloadIceServers')).error?.code).toBe('shares.not_direct');
    expect((await anna.query('shares.iceServers', { downloadId })).error?.code).toBe('shares.not_direct');
    expect((await anna.query('shares.visitors', { shareId })).error?.code).toBe('shares.not_direct');
    expect(host.of('share:visitor')).toEqual([]);
  });

  test('are the two of one download: no other visitor, account or device takes part', async () => {
    const shareId = await anna.share({ isDirect: true });
    const visitor = await begin(shareId);
    const transferId = visitor.downloadId as string as never;
    const other = await connectVisitor(await begin(shareId));
    expect(await other.send('transfer:join', { transferId })).toEqual(refused('transfers.not_found'));
    expect(await other.send('peer:signal', { transferId, ...nothing })).toEqual(refused('transfers.not_found'));
    const stranger = await connectOwner(ben);
    expect(await stranger.send('transfer:join', { transferId })).toEqual(refused('transfers.not_found'));
    const { downloadId } = visitor;
    expect((await ben.query('shares.iceServers', { downloadId })).error?.code).toBe('shares.not_found');
    expect((await ben.query('shares.visitors', { shareId })).error?.code).toBe('shares.not_found');
    const nowhere = await connectOwner(anna, 'no device');
    expect(await nowhere.send('transfer:join', { transferId })).toEqual(refused('accounts.device_unknown'));
    await visitor.tell('giveUp');
    const host = await connectOwner(anna);
    expect(await host.send('transfer:join', { transferId })).toEqual(refused('shares.download_ended'));
    expect((await anna.query('shares.iceServers', { downloadId })).error?.code).toBe('shares.download_ended');
  });

  test('are given servers that help them to meet', async () => {
    const visitor = await begin(await anna.share({ isDirect: true }));
    const { downloadId } = visitor;
    const servers = { iceServers: [{ urls: ['turn:turn.example'] }], transportPolicy: 'all' };
    expect((await visitor.ask('downloadIceServers')).data).toMatchObject(servers);
    expect((await anna.query('shares.iceServers', { downloadId })).data).toMatchObject(servers);
  });

  test('[L14] learn no address of an account that hides it, host or visitor', async () => {
    const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.7 5000 typ host', sdpMid: '0' };
    const relayed = {
      candidate: 'candidate:1 1 udp 1 198.51.100.1 5000 typ relay raddr 192.0.2.7 rport 9',
      sdpMid: '0',
    };
    const cleo = await signUpToShare(server, 'cleo');
    await cleo.mutate('accounts.updateProfile', { hidesAddress: true });
    const shareId = await cleo.share({ isDirect: true });
    const visitor = makeVisitor(server, shareId);
    // Someone with an account follows the link; their browser shows who they are.
    await ben.mutate('accounts.updateProfile', { hidesAddress: true });
    expect((await ben.mutate('shares.startDownload', startOf(visitor))).status).toBe(200);
    await ben.mutate('accounts.updateProfile', { hidesAddress: false });
    const transferId = visitor.downloadId as string as never;
    const host = await connectOwner(cleo);
    const there = await connectVisitor(visitor);
    for (const from of [host, there]) {
      for (const one of [candidate, relayed])
        await from.send('peer:signal', { transferId, ...nothing, candidate: one });
    }
    for (const side of [host, there]) {
      await settled(() => expect(side.of('peer:signal')).toHaveLength(1));
      expect(JSON.stringify(side.of('peer:signal'))).not.toContain('192.0.2.7');
    }
    expect((await visitor.ask('downloadIceServers')).data).toMatchObject({ transportPolicy: 'relay' });
    const { downloadId } = visitor;
    expect((await cleo.query('shares.iceServers', { downloadId })).data).toMatchObject({ transportPolicy: 'relay' });
  });
});

function startOf({ shareId, downloadId, token, accessToken }: Visitor) {
  return { shareId, downloadId: downloadId as DownloadId, token, accessToken };
}
