import { randomUUID } from 'node:crypto';
import type { Adapters } from '../../server/compose.ts';
import type {
  AccountId,
  ConversationId,
  DeviceId,
  DownloadId,
  EventId,
  MatchId,
  SegmentId,
  ShareId,
  TransferId,
} from '../../shared/core/ids.ts';
import { authorizationOf } from '../../shared/transfers/shares/visitorAccess.ts';
import { newEventOf } from '../eventWorld.ts';
import { newSegmentOf } from '../relayClient.ts';
import { newPublicKey, newSecret, newShareOf } from '../shareClient.ts';
import { startApp } from '../startApp.ts';
import { makeTestBrowser } from '../testBrowser.ts';
import { makeTransferRow } from '../transferRows.ts';
import type { Role } from './outcomes.ts';
import { type RegisteredRoute, watchRoutes } from './watchRoutes.ts';

export const PASSWORD = 'a long password';

export interface Guest {
  downloadId: DownloadId;
  token: string;
  shareId: ShareId;
}

/** One of those who try the doors. */
export interface Caller extends ReturnType<typeof makeTestBrowser> {
  role: Role;
  id: AccountId | null;
  deviceId: DeviceId | null;
  guest: Guest | null;
  /** What it sends along with each request, besides its cookies. */
  headers: Record<string, string>;
}

/** Who made the match, the transfer and the share, and who stands on their other side. */
export type Side = 'anna' | 'ben';

/** The whole server, and in it everyone who may try its doors, with things that are some people's and not others'. */
export async function openAccessWorld(webFolder: string | null = null, overrides: Partial<Adapters> = {}) {
  const limits = { spend: async () => {}, giveBack: async () => {} };
  const operation = { operators: ['opal'], hasMetrics: false };
  const routes: RegisteredRoute[] = [];
  const stopWatching = watchRoutes(routes);
  const server = await startApp({ limits, operation, ...overrides }, { webFolder });
  stopWatching();
  const { services, adapters } = server;
  const { db } = adapters;

  async function person(username: string) {
    const page = makeTestBrowser(server.app);
    const fields = { username, email: `${username.replace(' ', '.')}@example.org`, password: PASSWORD };
    const { data } = await page.mutate('accounts.register', fields);
    const deviceId = randomUUID() as DeviceId;
    await page.mutate('accounts.registerDevice', { deviceId, publicKey: newPublicKey() });
    return { ...page, id: (data as { id: AccountId }).id, deviceId };
  }
  const anna = await person('anna');
  const ben = await person('ben');
  const people = { anna, ben, olga: await person('olga'), cleo: await person('cleo'), opal: await person('opal') };

  /** An unlisted event of the organiser's, which both sides attend. */
  async function event(): Promise<{ eventId: EventId; code: string; conversationId: ConversationId }> {
    const made = await services.events.create(newEventOf({ listed: false }), people.olga.id);
    for (const { id } of [anna, ben]) await services.events.joinByCode(made.code!, id);
    return { eventId: made.id, code: made.code!, conversationId: made.conversationId! };
  }
  const home = await event();

  /** A match at an event of its own that the maker has proposed. */
  async function match(state: 'proposed' | 'accepted' | 'completed' = 'proposed'): Promise<MatchId> {
    const { eventId } = await event();
    const matchId = randomUUID() as MatchId;
    await services.matches.propose({ matchId, eventId, recipientId: ben.id }, anna.id);
    if (state !== 'proposed') await services.matches.accept(matchId, ben.id);
    if (state === 'completed') for (const { id } of [anna, ben]) await services.matches.content(matchId, id);
    return matchId;
  }
  const matchId = await match('accepted');
  const { conversationId } = await db.match.findUniqueOrThrow({ where: { id: matchId } });

  /** A transfer from one side to the other. */
  async function transfer(state: 'offered' | 'accepted' = 'accepted'): Promise<TransferId> {
    const id = await makeTransferRow(db, anna.id, ben.id, { state });
    const recipientDeviceId = state === 'accepted' ? ben.deviceId : null;
    await db.transfer.update({ where: { id }, data: { senderDeviceId: anna.deviceId, recipientDeviceId } });
    return id;
  }

  const share = async (): Promise<ShareId> =>
    (await services.shares.create(newShareOf(anna.deviceId, { isDirect: true }), anna.id)).id;

  /** Someone with a download of a share of the maker's. */
  async function guest(): Promise<Guest> {
    const shareId = await share();
    const guest = { shareId, downloadId: randomUUID() as DownloadId, token: newSecret() };
    await services.downloads.start({ ...guest, accessToken: null, hidesAddress: false }, '192.0.2.1');
    return guest;
  }

  /** A segment of this transfer or share in the relay, of which the first bytes, or all, have come. */
  async function segment(of: TransferId | ShareId, isWhole = true): Promise<SegmentId> {
    const wish = newSegmentOf(of as TransferId);
    await services.segments.open(wish, anna.id);
    if (isWhole) await services.segments.append(wish.segmentId, 0, only(new Uint8Array(wish.sizeBytes)));
    return wish.segmentId;
  }

  const personOf: Record<Exclude<Role, 'anonymous' | 'guest'>, (as: Side) => (typeof people)[keyof typeof people]> = {
    stranger: () => people.cleo,
    party: (as) => people[as],
    counterpart: (as) => (as === 'anna' ? ben : anna),
    organiser: () => people.olga,
    operator: () => people.opal,
  };

  /** What was made for those before is gone: nobody may have too much open at once. */
  async function clear(): Promise<void> {
    await db.transfer.deleteMany();
    await db.share.deleteMany();
  }

  /** Whoever plays this role. */
  async function caller(role: Role, as: Side = 'anna'): Promise<Caller> {
    if (role !== 'anonymous' && role !== 'guest') return { ...personOf[role](as), role, guest: null, headers: {} };
    const nobody = { ...makeTestBrowser(server.app), role, id: null, deviceId: null };
    if (role === 'anonymous') return { ...nobody, guest: null, headers: {} };
    const held = await guest();
    return { ...nobody, guest: held, headers: { authorization: authorizationOf(held.downloadId, held.token) } };
  }

  /** The same, who if they have an account have a new one. */
  async function newCaller(role: Role): Promise<Caller> {
    const one = await caller(role);
    return one.id ? { ...one, ...(await person(`new ${randomUUID().slice(0, 8)}`)) } : one;
  }

  return {
    ...{ server, db, services, routes, people, anna, ben, home, matchId },
    conversationId: conversationId as ConversationId,
    ...{ event, match, transfer, share, guest, segment, clear, caller, newCaller },
  };
}

export type AccessWorld = Awaited<ReturnType<typeof openAccessWorld>>;

async function* only(bytes: Uint8Array) {
  yield bytes;
}
