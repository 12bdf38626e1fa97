import { describe, expect, it } from 'vitest';
import { openTransferKey, sealTransferKey } from './deviceKeys.ts';
import { makeTransferKey } from './sealing.ts';

async function makeDevice() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { raw, open: (sealed: string, id: string) => openTransferKey(sealed, id, pair.privateKey, raw) };
}

describe('[T1] a transfer key sealed to a device', () => {
  it('opens there, for its transfer, and nowhere else', async () => {
    const [device, other] = [await makeDevice(), await makeDevice()];
    const key = makeTransferKey();
    const sealed = await sealTransferKey(key, 'one', device.raw);
    expect(device.raw.byteLength).toBe(65);
    expect(sealed.length).toBeLessThanOrEqual(300);
    expect(await device.open(sealed, 'one')).toEqual(key);
    expect(await device.open(sealed, 'two')).toBeNull();
    expect(await other.open(sealed, 'one')).toBeNull();
  });

  it.each(['', 'AAAA', 'no base64!', btoa('x'.repeat(200))])('does not open from "%s"', async (sealed) => {
    expect(await (await makeDevice()).open(sealed, 'one')).toBeNull();
  });
});
