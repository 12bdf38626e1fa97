import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { CommandName, Commands } from '../shared/core/commands.ts';
import type { Ack } from '../shared/core/errors.ts';
import type { TransferId } from '../shared/core/ids.ts';
import { newSegmentOf } from './relayClient.ts';
import { signUpToShare } from './shareClient.ts';
import type { startApp } from './startApp.ts';

type Server = Awaited<ReturnType<typeof startApp>>;
type Person = Awaited<ReturnType<typeof comeIn>>;

/** Someone whose device is known and whose socket is open. */
async function comeIn(server: Server, username: string) {
  const page = await signUpToShare(server, username);
  const extraHeaders = {
    cookie: page.cookieHeader(),
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
  const auth = { deviceId: page.deviceId };
  const socket: Socket = io(server.url, { transports: ['websocket'], reconnection: false, auth, extraHeaders });
  await new Promise((resolve) => socket.once('ready', resolve));
  const send = async <N extends CommandName>(name: N, input: Commands[N]['input']) =>
    (await socket.emitWithAck(name, input)) as Ack<Commands[N]['output']>;
  const must = async <T>(procedure: string, input: unknown): Promise<T> => {
    const { data, error } = await page.mutate(procedure, input);
    if (error) throw new Error(`${procedure}: ${JSON.stringify(error)}`);
    return data as T;
  };
  return { ...page, socket, send, must };
}

/** Everything in this exchange that is nobody's business, by what it is. */
export const secrets = {
  password: 'a long password',
  message: 'the attic key lies under the third stone',
  eventName: 'Midsummer at the old mill',
  manifest: Buffer.from('sealed-manifest-of-the-exchange').toString('base64'),
  sealedKey: Buffer.from('sealed-key-of-the-exchange').toString('base64'),
  sdp: 'v=0 o=- 4242424242 2 IN IP4 198.51.100.77',
  candidate: 'candidate:1 1 UDP 1 198.51.100.77 9 typ host',
  bytes: 'sealed-bytes-of-the-relay',
};

/** A whole exchange: account, event, match, chat, offer, signalling, relay, verified; and one that is refused. */
export async function exchangeAll(server: Server): Promise<{ anna: Person; ben: Person; code: string }> {
  const [anna, ben] = [await comeIn(server, 'anna'), await comeIn(server, 'ben')];
  const eventId = randomUUID();
  const day = '2026-06-01';
  const event = { eventId, name: secrets.eventName, location: 'Mill', startDate: day, endDate: day };
  const { code } = await anna.must<{ code: string }>('events.create', event);
  await ben.must('events.joinByCode', { code });
  const matchId = randomUUID();
  await anna.must('matches.propose', { matchId, eventId, recipientId: ben.id });
  const { conversationId } = await ben.must<{ conversationId: string }>('matches.accept', { matchId });
  await anna.must('conversations.send', { conversationId, clientId: randomUUID(), content: secrets.message });

  const transferId = await offer(anna, ben, matchId);
  await ben.must('transfers.accept', { transferId, deviceId: ben.deviceId, chosenFiles: [] });
  await meet(anna, ben, transferId);
  const segment = newSegmentOf(transferId, { sizeBytes: SEALED_BYTES });
  const body = secrets.bytes.padEnd(SEALED_BYTES, '.');
  await anna.create(segment, {}, body);
  await (await ben.download(segment.segmentId)).arrayBuffer();
  await ben.must('relay.acknowledge', { transferId, segmentId: segment.segmentId, badBlocks: [] });
  await ben.send('transfer:progress', { transferId, receivedBytes: 600, route: 'direct' });
  await ben.must('transfers.complete', { transferId });

  const unwanted = await offer(anna, ben, matchId);
  await ben.must('transfers.refuse', { transferId: unwanted });
  return { anna, ben, code };
}

const SEALED_BYTES = 1016;

async function offer(anna: Person, ben: Person, matchId: string): Promise<TransferId> {
  const { id } = await anna.must<{ id: TransferId }>('transfers.offer', {
    transferId: randomUUID(),
    matchId,
    senderDeviceId: anna.deviceId,
    sealedManifest: secrets.manifest,
    sealedKeys: [{ deviceId: ben.deviceId, sealed: secrets.sealedKey }],
    fileCount: 1,
    totalBytes: 1000,
  });
  return id;
}

async function meet(anna: Person, ben: Person, transferId: TransferId): Promise<void> {
  const signal = { transferId, connId: 0, epoch: 'an epoch', gen: 0 };
  for (const person of [anna, ben]) {
    await person.send('transfer:join', { transferId });
    await person.send('peer:signal', { ...signal, description: { type: 'offer', sdp: secrets.sdp } });
    await person.send('peer:signal', { ...signal, candidate: { candidate: secrets.candidate, sdpMid: '0' } });
  }
  const quality = { transferId, isRelaying: false, connections: 2, lostShare: 0.01, failure: null } as const;
  await ben.send('transfer:quality', { ...quality, route: 'direct', roundTripMs: 20, bytesPerSecond: 4e6 });
  await anna.send('transfer:quality', {
    ...{ ...quality, route: null, roundTripMs: null, bytesPerSecond: null },
    failure: 'unreachable',
  });
}
