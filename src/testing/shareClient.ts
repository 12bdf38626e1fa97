import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { DeviceId, DownloadId, SegmentId, ShareId, TransferId } from '../shared/core/ids.ts';
import { type NewSegment, segmentPath } from '../shared/transfers/relay.ts';
import type { DownloadStart, NewShare, Share, SharePassword } from '../shared/transfers/shares/share.ts';
import { authorizationOf } from '../shared/transfers/shares/visitorAccess.ts';
import { newSegmentOf, signUpAtRelay } from './relayClient.ts';
import type { startApp } from './startApp.ts';
import { makeTestBrowser } from './testBrowser.ts';

type Server = Awaited<ReturnType<typeof startApp>>;

export const newSecret = () => randomBytes(32).toString('base64url');

export function newShareOf(deviceId: DeviceId, change: Partial<NewShare> = {}): NewShare {
  return {
    shareId: randomUUID() as ShareId,
    deviceId,
    sealedManifest: 'c2VhbGVk',
    fileCount: 2,
    totalBytes: 10_000,
    lifeMs: 24 * 3600_000,
    mostDownloads: null,
    isDirect: false,
    password: null,
    ...change,
  };
}

export function newPassword(accessToken = newSecret()): SharePassword {
  const salt = randomBytes(16).toString('base64url');
  return { salt, memoryKib: 19_456, passes: 2, wrappedKey: 'd3JhcHBlZA==', accessToken };
}

/** A public key on the curve, as a browser registers it. */
export function newPublicKey(): string {
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const point = [Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')];
  return Buffer.concat(point).toString('base64');
}

/** Someone with an account at a browser whose device is known, who shares. */
export async function signUpToShare(server: Server, username: string) {
  const person = await signUpAtRelay(server, username);
  const deviceId = randomUUID() as DeviceId;
  await person.mutate('accounts.registerDevice', { deviceId, publicKey: newPublicKey() });

  return {
    ...person,
    deviceId,
    async share(change: Partial<NewShare> = {}): Promise<ShareId> {
      const wish = newShareOf(deviceId, change);
      const { error } = await person.mutate('shares.create', wish);
      if (error) throw new Error(error.code);
      return wish.shareId;
    },
    /** A whole segment of this share in the relay. */
    async bring(id: ShareId, change: Partial<NewSegment> = {}): Promise<{ segmentId: SegmentId; bytes: Buffer }> {
      const segment = newSegmentOf(id as string as TransferId, change);
      const bytes = randomBytes(segment.sizeBytes);
      const answer = await person.create(segment, {}, new Uint8Array(bytes));
      if (answer.status !== 201) throw new Error(await answer.text());
      return { segmentId: segment.segmentId, bytes };
    },
    async mine(id: ShareId): Promise<Share | undefined> {
      return ((await person.query('shares.mine')).data as Share[]).find((one) => one.id === id);
    },
  };
}

/** Someone without an account, with one download of a share. */
export function makeVisitor(server: Server, shareId: ShareId, change: Partial<DownloadStart> = {}, address?: string) {
  const page = makeTestBrowser(server.app, { address });
  const start: DownloadStart = {
    shareId,
    accessToken: null,
    downloadId: randomUUID() as DownloadId,
    token: newSecret(),
    hidesAddress: false,
    ...change,
  };
  const authorization = authorizationOf(start.downloadId, start.token);
  return {
    ...page,
    ...start,
    authorization,
    open: () => page.query('shares.open', { shareId }),
    unlock: (accessToken: string) => page.mutate('shares.unlock', { shareId, accessToken }),
    start: () => page.mutate('shares.startDownload', start),
    ask: (procedure: 'download' | 'downloadIceServers') =>
      page.query(`shares.${procedure}`, undefined, { authorization }),
    tell: (procedure: 'complete' | 'giveUp') => page.mutate(`shares.${procedure}`, {}, { authorization }),
    fetch: (id: SegmentId, headers: Record<string, string> = {}) =>
      fetch(new URL(segmentPath(id), server.url), { headers: { authorization, ...headers } }),
  };
}
