import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import type { SegmentId } from '../../../shared/core/ids.ts';
import { makeDiskRelayBytes } from './diskRelayBytes.ts';
import { describeRelayBytes } from './relayBytes.contract.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'relay-bytes-'));

describeRelayBytes('a folder', async () => makeDiskRelayBytes(newFolder()));

async function* once(bytes: Uint8Array) {
  yield bytes;
}

test('the folder is made, and read by its owner only', async () => {
  const folder = join(newFolder(), 'deep', 'relay');
  const bytes = makeDiskRelayBytes(folder);
  await bytes.append(randomUUID() as SegmentId, 0, once(randomBytes(10)));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600]);
});

test('files that are none of its own are neither listed nor touched', async () => {
  const folder = newFolder();
  const names = ['notes.txt', `${randomUUID()}.mp4`, randomUUID(), 'x.sealed'];
  for (const name of names) writeFileSync(join(folder, name), 'mine');
  for await (const { id } of makeDiskRelayBytes(folder).list()) throw new Error(`${id} is none of its own`);
  for (const name of names) expect(existsSync(join(folder, name))).toBe(true);
});

test('after a restart it goes on from what is there', async () => {
  const folder = newFolder();
  const id = randomUUID() as SegmentId;
  await makeDiskRelayBytes(folder).append(id, 0, once(randomBytes(1000)));
  const again = makeDiskRelayBytes(folder);
  expect(await again.size(id)).toBe(1000);
  expect(await again.append(id, 1000, once(randomBytes(500)))).toBe(1500);
});

test('of what a full disk took only in part, nothing is written again at another place', async () => {
  const [id, folder] = [randomUUID() as SegmentId, newFolder()];
  const all = randomBytes(600_000);
  const handle = await open(join(folder, 'any'), 'w');
  const writev = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'writev');
  await handle.close();
  writev.mockImplementationOnce(async function (this: FileHandle, pieces, position) {
    const { bytesWritten } = await this.write(pieces[0]!, 0, 1000, position);
    return { bytesWritten, buffers: pieces };
  });
  const bytes = makeDiskRelayBytes(folder);
  await expect(bytes.append(id, 0, once(all))).rejects.toMatchObject({ code: 'relay.full' });
  writev.mockRestore();
  expect(await bytes.size(id)).toBe(1000);
  expect(await bytes.append(id, 1000, once(all.subarray(1000)))).toBe(600_000);
  expect((await buffer((await bytes.read(id, 0, 599_999))!)).equals(all)).toBe(true);
});

test('a node that wakes up late does not write among what another has added', async () => {
  const [id, folder] = [randomUUID() as SegmentId, newFolder()];
  const other = makeDiskRelayBytes(folder);
  async function* late() {
    yield new Uint8Array(600_000).fill(1);
    // Here it stood still for longer than its lock was kept.
    await other.append(id, 600_000, once(new Uint8Array(400_000).fill(2)));
    yield new Uint8Array(600_000).fill(3);
  }
  await expect(makeDiskRelayBytes(folder).append(id, 0, late())).rejects.toThrow('is at 1000000, not at 600000');
  const all = await buffer((await other.read(id, 0, 999_999))!);
  expect(all.equals(Buffer.concat([Buffer.alloc(600_000, 1), Buffer.alloc(400_000, 2)]))).toBe(true);
  expect(await other.size(id)).toBe(1_000_000);
});
