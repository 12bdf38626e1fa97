import { describe, expect, it } from 'vitest';
import { makeSealedSecrets } from './sealedSecrets.ts';
import { toServerSecrets } from './serverSecrets.ts';

const server = toServerSecrets('a secret that is only used in tests');
const next = 'another secret of the server, as long';
const secrets = makeSealedSecrets(server, 'second-factor');
const key = new Uint8Array(20).fill(7);

describe('a sealed secret', () => {
  it('opens for its owner, also after a restart', () => {
    const sealed = secrets.seal(key, 'anna');
    expect(makeSealedSecrets(server, 'second-factor').open(sealed, 'anna')).toEqual({ secret: key, isCurrent: true });
    expect(Buffer.from(sealed).includes(Buffer.from(key))).toBe(false);
  });

  it.each([
    ['for another owner', secrets, 'ben'],
    ['under another secret', makeSealedSecrets(toServerSecrets(next), 'second-factor'), 'anna'],
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
    expect(secrets.namesOf('AAAA', 'anna')).toEqual(secrets.namesOf('AAAA', 'anna'));
    expect(secrets.namesOf('AAAA', 'anna')).not.toEqual(secrets.namesOf('AAAA', 'ben'));
  });

  it('opens, and is known, while another secret takes the place of the one it was sealed under', () => {
    const both = makeSealedSecrets(toServerSecrets(next, 'a secret that is only used in tests'), 'second-factor');
    const sealed = secrets.seal(key, 'anna');
    expect(both.open(sealed, 'anna')).toEqual({ secret: key, isCurrent: false });
    expect(both.namesOf('AAAA', 'anna')).toContain(secrets.namesOf('AAAA', 'anna')[0]);
    const anew = both.seal(key, 'anna');
    expect(makeSealedSecrets(toServerSecrets(next), 'second-factor').open(anew, 'anna').secret).toEqual(key);
    expect(() => secrets.open(anew, 'anna')).toThrow();
  });
});
