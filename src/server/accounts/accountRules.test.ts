import { describe, expect, it } from 'vitest';
import { avatarLimits } from '../../shared/accounts/accountRules.ts';
import { readAvatar } from './avatarImage.ts';
import { browserName } from './browserName.ts';
import { makePasswords } from './passwords.ts';
import { newUsernameKey, usernameKey } from './usernameKey.ts';

describe('names', () => {
  it.each([
    ['Anna', 'ANNA'],
    ['Ａｎｎａ', 'anna'],
    ['ﬁn', 'FIN'],
    ['Åse', 'A\u030Ase'],
    ['Ⅳan', 'IVAN'],
    ['ＡＢ  Ｃ', 'ab c'],
    ['Ada\u3164', 'ada'],
  ])('%s and %s are one name', (one, other) => {
    expect(usernameKey(one)).toBe(usernameKey(other));
  });

  it.each(['anna＠example.org', 'a＜b', 'ﷺ'.repeat(40), '\u3164\u3164'])(
    '%s is refused: folded it is no name',
    (name) => {
      expect(() => newUsernameKey(name)).toThrow('request.invalid');
    },
  );
});

describe('passwords', () => {
  const passwords = makePasswords();

  it('are stored as Argon2id with the parameters that OWASP recommends', async () => {
    expect(await passwords.hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('are told apart to their last character', async () => {
    const long = 'ö'.repeat(127);
    const stored = await passwords.hash(`${long}a`);
    expect(stored.length).toBeLessThanOrEqual(255);
    expect(await passwords.isRight(`${long}a`, stored)).toBe(true);
    expect(await passwords.isRight(`${long}b`, stored)).toBe(false);
  });

  it('of nobody are never right', async () => {
    expect(await passwords.isRight('the password of nobody at all', undefined)).toBe(false);
  });

  it('are the same from a keyboard that composes letters differently', async () => {
    expect(await passwords.isRight('passwo\u0308rt', await passwords.hash('passw\u00F6rt'))).toBe(true);
  });
});

describe('pictures', () => {
  const base64 = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))).toString('base64');

  it.each([
    ['image/png', base64('\x89PNG\r\n\x1a\nIHDR')],
    ['image/jpeg', base64('\xff\xd8\xff\xe0JFIF')],
    ['image/webp', base64('RIFF\x00\x00\x00\x00WEBPVP8 ')],
  ])('%s is known by its first bytes', (contentType, picture) => {
    expect(readAvatar(picture).contentType).toBe(contentType);
  });

  it.each([
    ['a page', '<svg onload=alert(1)>'],
    ['a film', 'RIFF\x00\x00\x00\x00AVI LIST'],
    ['nothing', ''],
  ])('%s is no picture', (_name, text) => {
    expect(() => readAvatar(base64(text))).toThrow('accounts.avatar_not_an_image');
  });

  it('may have the limit and not a byte more', () => {
    const start = '\xff\xd8\xff';
    const fill = (size: number) => base64(start, 'x'.repeat(size - start.length));
    expect(readAvatar(fill(avatarLimits.maxBytes)).bytes.length).toBe(avatarLimits.maxBytes);
    expect(() => readAvatar(fill(avatarLimits.maxBytes + 1))).toThrow('request.too_large');
  });

  it('that differ have different addresses', () => {
    expect(readAvatar(base64('\xff\xd8\xffa')).hash).not.toBe(readAvatar(base64('\xff\xd8\xffb')).hash);
  });
});

describe('browsers', () => {
  it.each([
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    ['curl/8.5.0', 'Another browser'],
  ])('%s is called %s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });
});
