import { describe, expect, it } from 'vitest';
import { makeSealedSecrets } from './sealedSecrets.ts';

const secretOf = (text: string) => new TextEncoder().encode(text);
const server = secretOf('a secret that is only used in tests');
const secrets = makeSealedSecrets(server, 'second-factor');
const key = new Uint8Array(20).fill(7);

describe('a sealed secret', () => {
  it('opens for its owner, also after a restart', () => {
    const sealed = secrets.seal(key, 'anna');
    expect(makeSealedSecrets(server, 'second-factor').open(sealed, 'anna')).toEqual(key);
    expect(Buffer.from(sealed).includes(Buffer.from(key))).toBe(false);
  });

  it.each([
    ['for another owner', secrets, 'ben'],
    [
      'under another secret',
      makeSealedSecrets(secretOf('another secret of another server, long'), 'second-factor'),
      'anna',
    ],
    ['for another purpose', makeSealedSecrets(server, 'other'), 'anna'],
  ])('does not open %s', (_case, by, owner) => {
    expect(() => by.open(secrets.seal(key, 'anna'), owner)).toThrow();
  });

  it('does not open when any of its bytes was changed, or some are missing', () => {
    const sealed = secrets.seal(key, 'anna');
    for (const at of sealed.keys()) {
      const changed = sealed.slice();
      changed[at]! ^= 1;
      expect(() => secrets.open(changed, 'anna')).toThrow();
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => secrets.open(sealed.subarray(0, length), 'anna')).toThrow();
    }
  });

  it('is known again by a name that differs for each owner', () => {
    expect(secrets.nameOf('AAAA', 'anna')).toBe(secrets.nameOf('AAAA', 'anna'));
    expect(secrets.nameOf('AAAA', 'anna')).not.toBe(secrets.nameOf('AAAA', 'ben'));
  });
});
