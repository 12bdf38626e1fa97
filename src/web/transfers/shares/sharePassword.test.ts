import { beforeAll, describe, expect, it } from 'vitest';
import type { ShareId } from '../../../shared/core/ids.ts';
import type { SharePassword } from '../../../shared/transfers/shares/share.ts';
import type { Bytes } from '../engine/bytes.ts';
import { fromBase64Url, makeSecret, toBase64Url } from './shareKeys.ts';
import { passwordKeys, type Stretch, unwrapShareKey, wrapShareKey } from './sharePassword.ts';
import { stretchPassword } from './stretchPassword.ts';

const id = '0f3b8a52-91c4-4de7-bf60-00ffa1c2e3d4' as ShareId;
const otherId = '0f3b8a52-91c4-4de7-bf60-00ffa1c2e3d5' as ShareId;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('a password [S2]', () => {
  const linkKey = makeSecret();
  const shareKey = makeSecret();
  let kept: SharePassword;
  /** As the product does, at a cost that tests can bear. */
  const stretch: Stretch = (password, cost) => stretchPassword(password, { ...cost, memoryKib: 64 });
  beforeAll(async () => {
    kept = await wrapShareKey(shareKey, 'Grüße 2026', linkKey, id, stretch);
  });
  const opened = async (password: string, key: Bytes = linkKey, share = id, wrapped = kept.wrappedKey) => {
    const keys = await passwordKeys(password, kept, key, share, stretch);
    return { token: keys.accessToken, key: await unwrapShareKey(wrapped, keys, share) };
  };

  it('is stretched by Argon2id: a vector of the reference implementation', async () => {
    // `echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1` of the reference implementation's tests.
    const cost = { salt: toBase64Url(new TextEncoder().encode('somesalt')), memoryKib: 65536, passes: 2 };
    const stretched = await stretchPassword('password', cost);
    expect(hex(stretched)).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
  });

  it('opens what it wrapped, and says the same to the server', async () => {
    const { token, key } = await opened('Grüße 2026');
    expect(key).toEqual(shareKey);
    expect(token).toBe(kept.accessToken);
  });

  it('opens it however the letters were typed', async () => {
    expect((await opened('Gru\u0308ße 2026')).key).toEqual(shareKey);
  });

  it('opens nothing when it is another one', async () => {
    const { token, key } = await opened('grüße 2026');
    expect(key).toBeNull();
    expect(token).not.toBe(kept.accessToken);
  });

  it('opens nothing without the link key', async () => {
    const { token, key } = await opened('Grüße 2026', makeSecret());
    expect(key).toBeNull();
    expect(token).not.toBe(kept.accessToken);
  });

  it('opens nothing of another share', async () => {
    expect((await opened('Grüße 2026', linkKey, otherId)).key).toBeNull();
  });

  it('opens nothing that was changed', async () => {
    const bytes = fromBase64Url(kept.wrappedKey.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))!;
    bytes[20]! ^= 1;
    expect((await opened('Grüße 2026', linkKey, id, Buffer.from(bytes).toString('base64'))).key).toBeNull();
    expect((await opened('Grüße 2026', linkKey, id, 'AAAA')).key).toBeNull();
  });

  it('leaves the server with nothing that opens: neither token nor salt is the wrapping key', async () => {
    const { wrappingKey } = await passwordKeys('Grüße 2026', kept, linkKey, id, stretch);
    expect(wrappingKey.extractable).toBe(false);
    const asKey = await crypto.subtle.importKey('raw', fromBase64Url(kept.accessToken)!, 'AES-GCM', false, ['decrypt']);
    expect(await unwrapShareKey(kept.wrappedKey, { accessToken: '', wrappingKey: asKey }, id)).toBeNull();
  });
});
