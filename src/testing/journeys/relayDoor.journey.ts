import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { SegmentId, TransferId } from '../../shared/core/ids.ts';
import { metadataOf, SEALED_BLOCK_BYTES, segmentPath } from '../../shared/transfers/relay.ts';
import { pollUntil } from './support/poll.ts';
import { type Product, startProduct } from './support/product.ts';
import { nodeCount } from './support/severalNodes.ts';

/** The relay's door as a process of its own: what it holds when it is killed in the middle of an upload. */
let product: Product;
afterEach(() => product.stop());
const soon = { timeoutMs: 30_000, failure: () => product.output() };
// A process alone sweeps when it starts; several do it by the clock, every five minutes.
const untilSwept = nodeCount > 0 ? { ...soon, timeoutMs: 330_000 } : soon;

type Person = Awaited<ReturnType<typeof signUp>>;
async function signUp(username: string) {
  let cookie = '';
  async function call<T>(procedure: string, input: object): Promise<T> {
    const response = await fetch(`${product.url}/trpc/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(input),
    });
    cookie ||= response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const answer = (await response.json()) as { result?: { data: T }; error?: unknown };
    expect(answer.error).toBeUndefined();
    return answer.result!.data;
  }
  const { id } = await call<{ id: string }>('accounts.register', {
    username,
    email: `${username}@example.org`,
    password: `a secret of ${username}`,
  });
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  const deviceId = randomUUID();
  await call('accounts.registerDevice', { deviceId, publicKey: point.toString('base64') });
  return { id, deviceId, call, cookie: () => cookie };
}

async function offer(from: Person, to: Person): Promise<TransferId> {
  const day = new Date().toISOString().slice(0, 10);
  const eventId = randomUUID();
  const event = { eventId, name: 'Swing', location: 'Hall', startDate: day, endDate: day, listed: true };
  await from.call('events.create', event);
  await to.call('events.join', { eventId });
  const matchId = randomUUID();
  await from.call('matches.propose', { matchId, eventId, recipientId: to.id });
  await to.call('matches.accept', { matchId });
  const transferId = randomUUID() as TransferId;
  await from.call('transfers.offer', {
    transferId,
    matchId,
    senderDeviceId: from.deviceId,
    sealedManifest: 'AAAA',
    sealedKeys: [{ deviceId: to.deviceId, sealed: 'AAAA' }],
    fileCount: 1,
    totalBytes: 100_000_000,
  });
  return transferId;
}

test('killed in the middle of an upload it goes on from the bytes it has, and keeps what was whole', async () => {
  product = await startProduct();
  const [anna, ben] = [await signUp('anna'), await signUp('ben')];
  const transferId = await offer(anna, ben);
  const place = { transferId, file: 0, firstBlock: 0, blockCount: 128 };
  const sizeBytes = 128 * SEALED_BLOCK_BYTES;
  const bytes = randomBytes(sizeBytes);
  const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
  const asAnna = () => ({ ...tus, cookie: anna.cookie() });
  const fileOf = (id: SegmentId) => join(product.dataDir, 'relay', `${id}.sealed`);
  const begin = (segmentId: SegmentId, body?: BodyInit) => {
    const pairs = Object.entries(metadataOf({ ...place, segmentId }));
    const metadata = pairs.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
    const headers = { ...asAnna(), 'upload-length': `${sizeBytes}`, 'upload-metadata': metadata };
    return fetch(`${product.url}/relay`, { method: 'POST', headers, body });
  };
  const fetched = async (id: SegmentId) => {
    const answer = await fetch(`${product.url}${segmentPath(id)}`, { headers: { cookie: ben.cookie() } });
    return [answer.status, Buffer.from(await answer.arrayBuffer()).equals(bytes)];
  };

  const whole = randomUUID() as SegmentId;
  expect((await begin(whole, bytes)).status).toBe(201);
  const cut = randomUUID() as SegmentId;
  await begin(cut);
  const headers = { ...asAnna(), 'upload-offset': '0', 'content-length': `${sizeBytes}` };
  const { request } = product.url.startsWith('https:') ? https : http;
  const upload = request(`${product.url}/relay/${cut}`, { method: 'PATCH', headers });
  upload.on('error', () => {});
  upload.write(bytes.subarray(0, 20_000_000));
  const heldOnDisk = () => statSync(fileOf(cut), { throwIfNoEntry: false })?.size ?? 0;
  await pollUntil(() => heldOnDisk() > 5_000_000, soon);
  await product.kill();
  upload.destroy();

  const orphan = randomUUID() as SegmentId;
  writeFileSync(fileOf(orphan), randomBytes(1000));
  const held = heldOnDisk();
  await product.start();
  const head = await fetch(`${product.url}/relay/${cut}`, { method: 'HEAD', headers: asAnna() });
  expect(head.headers.get('upload-offset')).toBe(`${held}`);
  const rest = await fetch(`${product.url}/relay/${cut}`, {
    method: 'PATCH',
    headers: { ...asAnna(), 'upload-offset': `${held}` },
    body: bytes.subarray(held),
  });
  expect(rest.status).toBe(204);
  for (const id of [whole, cut]) expect(await fetched(id)).toEqual([200, true]);

  const files = () => readdirSync(join(product.dataDir, 'relay')).sort();
  await pollUntil(() => !files().includes(`${orphan}.sealed`), untilSwept);
  await anna.call('transfers.cancel', { transferId });
  expect(files()).toEqual([]);
}, 480_000);
