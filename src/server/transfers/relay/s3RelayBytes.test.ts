import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import { type S3Server, startS3Server } from '../../../testing/services/s3Server.ts';
import type { Log } from '../../core/ports.ts';
import { describeRelayBytes } from './relayBytes.contract.ts';
import { makeS3RelayBytes } from './s3RelayBytes.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

describe('in a bucket', () => {
  let server: S3Server;
  const opened: { close(): void }[] = [];
  const newPrefix = () => `${randomUUID()}/`;
  function open(prefix = newPrefix(), change: Partial<S3Server['settings']> = {}) {
    const bytes = makeS3RelayBytes({ ...server.settings, prefix, ...change }, silent);
    opened.push(bytes);
    return bytes;
  }
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
  });
  afterAll(() => server.stop());

  describeRelayBytes('S3', async () => open());

  const newId = () => randomUUID() as SegmentId;
  async function* once(bytes: Uint8Array) {
    yield bytes;
  }
  const unavailable = expect.objectContaining({ code: 'server.unavailable' });

  test('what one node began another goes on with, and reads', async () => {
    const [id, prefix, whole] = [newId(), newPrefix(), randomBytes(7_000_000)];
    await open(prefix).append(id, 0, once(whole.subarray(0, 2_500_000)));
    const other = open(prefix);
    expect(await other.size(id)).toBe(2_500_000);
    expect(await other.append(id, 2_500_000, once(whole.subarray(2_500_000)))).toBe(7_000_000);
    expect((await buffer((await open(prefix).read(id, 0, 6_999_999))!)).equals(whole)).toBe(true);
  });

  test('a node that wakes up late adds nothing to what another has gone on with', async () => {
    const [id, prefix] = [newId(), newPrefix()];
    const [late, other] = [open(prefix), open(prefix)];
    let wake = () => {};
    const sleeping = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    async function* slowly() {
      yield new Uint8Array(3_000_000).fill(1);
      begun();
      await sleeping;
      yield new Uint8Array(3_000_000).fill(1);
    }
    const lateEnd = late.append(id, 0, slowly());
    await hasBegun;
    const held = await other.size(id);
    const rest = 8_000_000 - held;
    await other.append(id, held, once(new Uint8Array(rest).fill(2)));
    wake();
    await lateEnd;
    const all = await buffer((await other.read(id, 0, 7_999_999))!);
    expect(all.equals(Buffer.concat([Buffer.alloc(held, 1), Buffer.alloc(rest, 2)]))).toBe(true);
    expect(await other.size(id)).toBe(8_000_000);
  });

  test('many small goes make few pieces', async () => {
    const [id, whole] = [newId(), randomBytes(3000)];
    const bytes = open();
    for (let at = 0; at < whole.length; at += 300) await bytes.append(id, at, once(whole.subarray(at, at + 300)));
    expect((await buffer((await bytes.read(id, 0, 2999))!)).equals(whole)).toBe(true);
    expect(await bytes.pieceCount(id)).toBe(1);
  });

  test('while the server is away nothing is lost, and it is said that one should try again', async () => {
    const [id, prefix] = [newId(), newPrefix()];
    const bytes = open(prefix);
    await bytes.append(id, 0, once(randomBytes(100_000)));
    await server.kill();
    await expect(bytes.append(id, 100_000, once(randomBytes(100)))).rejects.toEqual(unavailable);
    await expect(bytes.size(id)).rejects.toEqual(unavailable);
    await expect(bytes.check()).rejects.toEqual(unavailable);
    await expect(bytes.read(id, 0, 9)).rejects.toEqual(unavailable);
    await server.start();
    expect(await bytes.size(id)).toBe(100_000);
    expect(await bytes.append(id, 100_000, once(randomBytes(100)))).toBe(100_100);
  });

  test('with a wrong key it is not to be had, and the log says why', async () => {
    const errors: object[] = [];
    const credentials = { accessKeyId: 'test:tester', secretAccessKey: 'guessed' };
    const log = { ...silent, error: (facts: object) => void errors.push(facts) };
    const bytes = makeS3RelayBytes({ ...server.settings, credentials }, log);
    opened.push(bytes);
    await expect(bytes.size(newId())).rejects.toEqual(unavailable);
    expect(errors).toEqual([
      expect.objectContaining({ err: expect.objectContaining({ name: 'SignatureDoesNotMatch' }) }),
    ]);
  });
});
