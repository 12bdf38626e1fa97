import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, ConversationId } from '../../shared/core/ids.ts';
import type { AttendeePage } from '../../shared/events/event.ts';
import { type Cluster, type ClusterNode, startCluster } from '../services/cluster.ts';
import { type ClusterClient, makeClusterClient } from '../services/clusterClient.ts';
import { makeTurnSecret, startCoturn } from '../turn/coturn.ts';
import { type Chatter, joinChat } from './chatter.ts';
import { bringPair, type Pair } from './pair.ts';

const MIB = 1024 * 1024;
const CHATTERS = 6;
/** Room in the relay: enough for what the pair sends, little enough to be filled. */
const DISK_MIB = 256;
export const KEPT_FREE_BYTES = 32 * MIB;

/** A whole installation on loopback, and people who use it all along. */
export interface Stage {
  cluster: Cluster;
  worker: ClusterNode;
  chatters: Chatter[];
  conversationId: ConversationId;
  pair: Pair;
  /** Someone who is here, until they vanish without a word. */
  bringGhost(): Promise<{ vanish(): void }>;
  /** How many are here now, as the attendees see it. */
  hereCount(): Promise<number>;
  /** Two more people agree to exchange a video; whether both see it so. */
  agree(): Promise<boolean>;
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const disk = mountDisk();
  const secret = makeTurnSecret();
  const coturn = await startCoturn({ secrets: [secret] });
  const cluster = await startCluster(3, {
    ROLE: 'web',
    RELAY_DIR: disk.folder,
    RELAY_FREE_BYTES: String(KEPT_FREE_BYTES),
    TURN_URLS: `turn:127.0.0.1:${coturn.port}`,
    TURN_SECRETS: secret,
    LOG_LEVEL: 'warn',
  });
  const worker = await cluster.add({ ROLE: 'worker' });

  async function register(name: string): Promise<{ client: ClusterClient; accountId: AccountId }> {
    const client = makeClusterClient(cluster.nginx);
    const account = { username: name, email: `${name}@chaos.example`, password: 'long enough' };
    const { id } = await client.call<{ id: AccountId }>('accounts.register', account);
    return { client, accountId: id };
  }
  const today = new Date().toISOString().slice(0, 10);
  const newEvent = (eventId: string, name: string) => ({
    ...{ eventId, name, location: 'Hall', startDate: today, endDate: today },
  });

  const people: Awaited<ReturnType<typeof register>>[] = [];
  for (let n = 0; n < CHATTERS; n += 1) people.push(await register(`person${n}`));
  const eventId = randomUUID();
  const { conversationId } = await people[0]!.client.call<{ conversationId: ConversationId }>(
    'events.create',
    newEvent(eventId, 'Swing'),
  );
  for (const { client } of people.slice(1)) await client.call('events.join', { eventId });
  const chatters = await Promise.all(
    people.map((person, n) =>
      joinChat({ ...person, conversationId, name: `person${n}`, transport: n % 3 === 0 ? 'polling' : 'websocket' }),
    ),
  );
  const pair = await bringPair(cluster.nginx.url);
  const ghost = await register('ghost');
  await ghost.client.call('events.join', { eventId });
  const [cara, dan] = [await register('cara'), await register('dan')];

  return {
    ...{ cluster, worker, chatters, conversationId, pair },
    async bringGhost() {
      const socket = ghost.client.openSocket('websocket');
      await new Promise<void>((resolve) => socket.once('ready', () => resolve()));
      return {
        vanish() {
          socket.io.reconnection(false);
          // No last word, as when a battery is taken out.
          (socket.io.engine.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
        },
      };
    },
    hereCount: async () =>
      (await people[0]!.client.query<AttendeePage>('events.attendees', { eventId, limit: 1 })).hereCount,
    async agree() {
      const meetingId = randomUUID();
      const matchId = randomUUID();
      await cara.client.call('events.create', newEvent(meetingId, 'Meeting'));
      await dan.client.call('events.join', { eventId: meetingId });
      await cara.client.call('matches.propose', { matchId, eventId: meetingId, recipientId: dan.accountId });
      await dan.client.call('matches.accept', { matchId });
      const seen = await Promise.all(
        [cara, dan].map(({ client }) => client.query<{ state: string }>('matches.get', { matchId })),
      );
      return seen.every(({ state }) => state === 'accepted');
    },
    async close() {
      for (const chatter of chatters) chatter.leave();
      await pair.leave();
      await cluster.stop();
      await coturn.stop();
      disk.remove();
    },
  };
}

/** A disk of its own, small enough to be filled. */
function mountDisk(): { folder: string; remove(): void } {
  const above = mkdtempSync(join(tmpdir(), 'spotlight-chaos-'));
  const folder = join(above, 'relay');
  mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Error(`the chaos suite must be root, to mount a small disk: ${mounted.stderr}`);
  return {
    folder,
    remove() {
      spawnSync('umount', ['-l', folder]);
      rmSync(above, { recursive: true, force: true });
    },
  };
}
