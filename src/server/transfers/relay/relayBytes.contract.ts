import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import type { RelayBytes } from './relayBytes.port.ts';

/** What every adapter of RelayBytes must do. */
export function describeRelayBytes(name: string, open: () => Promise<RelayBytes>): void {
  describe(`relay bytes in ${name}`, () => {
    let bytes: RelayBytes;
    let id: SegmentId;
    beforeEach(async () => {
      bytes = await open();
      id = randomUUID() as SegmentId;
    });
    async function* pieces(whole: Uint8Array, pieceLength = 1000) {
      for (let at = 0; at < whole.length; at += pieceLength) yield whole.subarray(at, at + pieceLength);
    }
    const all = async (length: number) => {
      const source = await bytes.read(id, 0, length - 1);
      return source && buffer(source);
    };
    const listed = async () => {
      const ids: SegmentId[] = [];
      for await (const one of bytes.list()) ids.push(one.id);
      return ids;
    };

    test('of a segment that never was: none, in every way', async () => {
      expect(await bytes.size(id)).toBe(0);
      expect(await bytes.read(id, 0, 9)).toBeNull();
      expect(await listed()).not.toContain(id);
      await bytes.delete(id);
    });

    test('what is added in several goes comes out as one', async () => {
      const whole = randomBytes(3_000_000);
      expect(await bytes.append(id, 0, pieces(whole.subarray(0, 1_234_567)))).toBe(1_234_567);
      expect(await bytes.size(id)).toBe(1_234_567);
      expect(await bytes.append(id, 1_234_567, pieces(whole.subarray(1_234_567), 70_000))).toBe(3_000_000);
      await bytes.flush(id);
      expect((await all(3_000_000))?.equals(whole)).toBe(true);
    });

    test('adding nothing changes nothing', async () => {
      await bytes.append(id, 0, pieces(randomBytes(10)));
      expect(await bytes.append(id, 10, pieces(new Uint8Array()))).toBe(10);
      expect(await bytes.size(id)).toBe(10);
    });

    test('any part can be read, its ends included', async () => {
      const whole = randomBytes(10_000);
      await bytes.append(id, 0, pieces(whole));
      for (const [first, last] of [
        [0, 0],
        [9999, 9999],
        [1, 9998],
        [2500, 7499],
      ] as const) {
        const part = await bytes.read(id, first, last);
        expect((await buffer(part!)).equals(whole.subarray(first, last + 1))).toBe(true);
      }
    });

    test('more than there is cannot be read', async () => {
      await bytes.append(id, 0, pieces(randomBytes(100)));
      expect(await bytes.read(id, 0, 100)).toBeNull();
    });

    test('nothing is added anywhere but at the end', async () => {
      await bytes.append(id, 0, pieces(randomBytes(100)));
      for (const offset of [0, 99, 101])
        await expect(bytes.append(id, offset, pieces(randomBytes(1)))).rejects.toThrow();
      expect(await bytes.size(id)).toBe(100);
    });

    test('of what breaks off a first part stays, and it goes on from there', async () => {
      const whole = randomBytes(2_000_000);
      async function* breaking() {
        yield* pieces(whole.subarray(0, 1_500_000), 64_000);
        throw new Error('the network is gone');
      }
      await expect(bytes.append(id, 0, breaking())).rejects.toThrow('the network is gone');
      const held = await bytes.size(id);
      expect(held).toBeLessThanOrEqual(1_500_000);
      await bytes.append(id, held, pieces(whole.subarray(held)));
      expect((await all(2_000_000))?.equals(whole)).toBe(true);
    });

    test('every segment is listed until it is deleted, which may be said twice', async () => {
      const ids = Array.from({ length: 5 }, () => randomUUID() as SegmentId);
      for (const one of ids) await bytes.append(one, 0, pieces(randomBytes(10)));
      expect(await listed()).toEqual(expect.arrayContaining(ids));
      await bytes.delete(ids[0]!);
      await bytes.delete(ids[0]!);
      expect(await listed()).not.toContain(ids[0]);
      expect(await bytes.size(ids[0]!)).toBe(0);
    });

    test('is listed with its size', async () => {
      await bytes.append(id, 0, pieces(randomBytes(3000)));
      await bytes.append(id, 3000, pieces(randomBytes(3_000_000), 64_000));
      const found = [];
      for await (const one of bytes.list()) if (one.id === id) found.push(one);
      expect(found).toEqual([{ id, sizeBytes: 3_003_000 }]);
    });

    test('whoever is reading when it is deleted gets the rest or an error, never other bytes', async () => {
      const whole = randomBytes(5_000_000);
      await bytes.append(id, 0, pieces(whole, 64_000));
      const source = await bytes.read(id, 0, 4_999_999);
      await bytes.delete(id);
      const read = await buffer(source!).catch(() => null);
      expect(read === null || read.equals(whole)).toBe(true);
    });

    test('there is room, and it is told in bytes', async () => {
      expect(await bytes.freeBytes()).toBeGreaterThan(1_000_000);
      await bytes.check();
    });
  });
}
