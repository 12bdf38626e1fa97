import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { OpenDatabase } from '../server/adapters/database.ts';
import { compose, type Services } from '../server/compose.ts';
import type { RelaySettings } from '../server/transfers/relay/relayRoom.ts';
import type { DownloadPrincipal } from '../server/transfers/shares/downloadToken.ts';
import type { AccountId, DeviceId, DownloadId, SegmentId, ShareId, TransferId } from '../shared/core/ids.ts';
import type { NewSegment } from '../shared/transfers/relay.ts';
import type { DownloadStart, NewShare } from '../shared/transfers/shares/share.ts';
import { makeFakeClock } from './fakeClock.ts';
import { makeRecordedFanout } from './recordedFanout.ts';
import { newSegmentOf } from './relayClient.ts';
import { newSecret, newShareOf } from './shareClient.ts';
import { makeTestAdapters } from './testAdapters.ts';
import { openTestDatabase } from './testDatabase.ts';
import { makeTestRelay } from './testRelay.ts';
import { makeAccountRow } from './transferRows.ts';

/** The services alone, with someone who shares: a clock that stands, a fan-out that remembers, a folder to look into. */
export async function openShareWorld(settings: Partial<RelaySettings> = {}) {
  const database: OpenDatabase = await openTestDatabase();
  const { db } = database;
  const clock = makeFakeClock();
  const fanout = makeRecordedFanout();
  const relay = makeTestRelay(settings);
  const start = (): Services => compose(makeTestAdapters({ db, fanout, clock, relay }));
  let services = start();

  async function person(username: string): Promise<{ id: AccountId; deviceId: DeviceId }> {
    const id = await makeAccountRow(db, username);
    const [sessionId, deviceId] = [randomUUID(), randomUUID() as DeviceId];
    const expiresAt = new Date('2099-01-01');
    await db.session.create({ data: { id: sessionId, accountId: id, refreshHash: '-', userAgent: '-', expiresAt } });
    await db.device.create({ data: { id: deviceId, accountId: id, sessionId, publicKey: new Uint8Array(65) } });
    return { id, deviceId };
  }
  const anna = await person('Anna');
  const newStart = (shareId: ShareId): DownloadStart => ({
    ...{ shareId, accessToken: null, downloadId: randomUUID() as DownloadId, token: newSecret(), hidesAddress: false },
  });
  const address = '192.0.2.1';

  return {
    db,
    clock,
    fanout,
    anna,
    person,
    bytes: relay.bytes,
    services: () => services,
    /** As after a crash: what was in memory is gone, rows and bytes are as they were. */
    restart: () => {
      services = start();
    },
    files: () => readdirSync(relay.folder),
    told: (name: string) => fanout.told.filter((one) => one.name === name).map(({ to, payload }) => [to, payload]),
    async share(change: Partial<NewShare> = {}): Promise<ShareId> {
      return (await services.shares.create(newShareOf(anna.deviceId, change), anna.id)).id;
    },
    /** The share as its owner's list has it. */
    mine: async (id: ShareId) => (await services.shares.mine(anna.id)).find((one) => one.id === id),
    async open(id: ShareId, change: Partial<NewSegment> = {}): Promise<NewSegment> {
      const segment = newSegmentOf(id as string as TransferId, change);
      await services.segments.open(segment, anna.id);
      return segment;
    },
    /** A whole segment in the relay. */
    async bring(id: ShareId, change: Partial<NewSegment> = {}): Promise<SegmentId> {
      const segment = await this.open(id, change);
      await services.segments.append(segment.segmentId, 0, only(randomBytes(segment.sizeBytes)));
      return segment.segmentId;
    },
    newStart,
    /** An open download. */
    async begin(shareId: ShareId): Promise<DownloadPrincipal> {
      const wish = newStart(shareId);
      await services.downloads.start(wish, address);
      return { downloadId: wish.downloadId, shareId };
    },
    start: (wish: DownloadStart) => services.downloads.start(wish, address),
    close: database.close,
  };
}

export type ShareWorld = Awaited<ReturnType<typeof openShareWorld>>;

async function* only(bytes: Uint8Array) {
  yield bytes;
}

/** How many of those that were asked at once were granted, and with which codes the others were refused. */
export async function outcomesOf(asked: Promise<unknown>[]): Promise<{ granted: number; codes: string[] }> {
  const settled = await Promise.allSettled(asked);
  const refused = settled.filter((one) => one.status === 'rejected').map(({ reason }) => (reason as Error).message);
  return { granted: settled.length - refused.length, codes: [...new Set(refused)].sort() };
}
