import { describe, expect, it } from 'vitest';
import { linkKeyIn, toBase64Url } from './shareKeys.ts';

describe('the link key in an address', () => {
  const key = Uint8Array.from({ length: 32 }, (_, n) => n * 7);
  const fragment = `#v1.${toBase64Url(key)}`;

  it('is 32 bytes in base64url after the version', () => {
    expect(linkKeyIn(fragment)).toEqual(key);
    expect(fragment).toBe(`#v1.${Buffer.from(key).toString('base64url')}`);
  });

  it('may be missing', () => {
    expect(linkKeyIn('')).toBe('missing');
    expect(linkKeyIn('#')).toBe('missing');
  });

  it.each([
    ['cut short', fragment.slice(0, -1)],
    ['with something after it', `${fragment}A`],
    ['of another version', fragment.replace('v1', 'v2')],
    ['with a letter that is none', fragment.replace(/.$/, '+')],
    ['spelt otherwise', fragment.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))],
    ['without its version', fragment.replace('v1.', '')],
  ])('is broken: %s', (_, written) => {
    expect(linkKeyIn(written)).toBe('broken');
  });
});
