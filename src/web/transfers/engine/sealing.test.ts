import { describe, expect, it } from 'vitest';
import { SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import { makeSeals, makeTransferKey, openManifestJson, sealManifest, sha256 } from './sealing.ts';

const transferId = '0197a6c0-0000-7000-8000-000000000001';
const key = makeTransferKey();
const place = { file: 1, block: 2, blockCount: 9 };
const plain = crypto.getRandomValues(new Uint8Array(1000));

describe('[T1] a sealed block', () => {
  it('opens with its key at its place, and tells its hash', async () => {
    const seals = await makeSeals(key, transferId);
    const { sealed, hash } = await seals.sealBlock(place, plain);
    expect(sealed.byteLength).toBe(plain.byteLength + SEAL_OVERHEAD_BYTES);
    expect(hash).toEqual(await sha256(plain));
    expect(await seals.openBlock(place, sealed)).toEqual({ plain, hash });
  });

  it('is another one each time', async () => {
    const seals = await makeSeals(key, transferId);
    const [one, two] = await Promise.all([seals.sealBlock(place, plain), seals.sealBlock(place, plain)]);
    expect(one.sealed).not.toEqual(two.sealed);
  });

  it.each([
    { name: 'in another file', at: { ...place, file: 2 } },
    { name: 'as another block', at: { ...place, block: 3 } },
    { name: 'in a file of another length', at: { ...place, blockCount: 10 } },
  ])('does not open $name', async ({ at }) => {
    const seals = await makeSeals(key, transferId);
    const { sealed } = await seals.sealBlock(place, plain);
    expect(await seals.openBlock(at, sealed)).toBeNull();
  });

  it.each([
    { name: 'changed', change: (sealed: Uint8Array<ArrayBuffer>) => sealed.with(40, sealed[40]! ^ 1) },
    { name: 'cut short', change: (sealed: Uint8Array<ArrayBuffer>) => sealed.slice(0, -1) },
    { name: 'empty', change: () => new Uint8Array(0) },
  ])('does not open when $name', async ({ change }) => {
    const seals = await makeSeals(key, transferId);
    const { sealed } = await seals.sealBlock(place, plain);
    expect(await seals.openBlock(place, change(sealed))).toBeNull();
  });

  it('does not open with another key, nor in another transfer', async () => {
    const { sealed } = await (await makeSeals(key, transferId)).sealBlock(place, plain);
    expect(await (await makeSeals(makeTransferKey(), transferId)).openBlock(place, sealed)).toBeNull();
    expect(await (await makeSeals(key, transferId.replace('1', '2'))).openBlock(place, sealed)).toBeNull();
  });
});

describe('a sealed root', () => {
  it('opens for its file only', async () => {
    const seals = await makeSeals(key, transferId);
    const root = await sha256(plain);
    const sealed = await seals.sealRoot(3, root);
    expect(await seals.openRoot(3, sealed)).toEqual(root);
    expect(await seals.openRoot(4, sealed)).toBeNull();
    expect(await seals.openRoot(3, 'no base64!')).toBeNull();
  });
});

describe('[T2] a sealed manifest', () => {
  it('opens with the transfer’s key only', async () => {
    const manifest = { version: 1 as const, files: [{ name: 'a', sizeBytes: 1, type: '', lastModifiedMs: 0 }] };
    const sealed = await sealManifest(key, transferId, manifest);
    expect(await openManifestJson(key, transferId, sealed)).toEqual(manifest);
    expect(await openManifestJson(makeTransferKey(), transferId, sealed)).toBeNull();
  });
});
