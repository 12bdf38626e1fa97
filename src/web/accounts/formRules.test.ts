import { describe, expect, it } from 'vitest';
import { registration } from '../../shared/accounts/account.ts';
import { emailRule, filled, newPasswordRule, usernameRule } from './formRules.ts';

const good = { username: 'Ada', email: 'ada@example.org', password: 'spotlight-ada' };

describe('forms refuse what the server would refuse, and nothing else', () => {
  it.each([
    [
      'username',
      usernameRule,
      ['Ada', 'Åse Ö', '李雷', 'Al', 'x'.repeat(50), ' padded  name ', 'Ada \u2764\ufe0f'],
      true,
    ],
    [
      'username',
      usernameRule,
      [
        '',
        ' ',
        'A',
        'x'.repeat(51),
        'a@b',
        'a<b',
        'a/b',
        'a\\b',
        'a\u202Eb',
        'a\u0000b',
        '\u2800\u2800',
        '\u3164\u3164',
      ],
      false,
    ],
    [
      'email',
      emailRule,
      ['ada@example.org', ' Ada.L+x@mail.example.co.uk ', 'zoë@exämple.org', '李雷@例子.公司'],
      true,
    ],
    [
      'email',
      emailRule,
      [
        '',
        'ada',
        'ada@',
        '@example.org',
        'ada@example',
        'a b@example.org',
        'a..b@example.org',
        '.a@example.org',
        'a@b@example.org',
        'a@example..org',
        'a\u202Eb@example.org',
        `${'x'.repeat(250)}@example.org`,
      ],
      false,
    ],
    ['password', newPasswordRule, ['12345678', 'x'.repeat(128), '  spaces  '], true],
    ['password', newPasswordRule, ['', '1234567', 'x'.repeat(129)], false],
  ] as const)('%s', (field, rule, values, isGood) => {
    for (const value of values) {
      expect({ value, isGood: rule(value) === null }).toEqual({ value, isGood });
      const atServer = registration.safeParse({ ...good, [field]: value }).success;
      expect({ value, atServer }).toEqual({ value, atServer: isGood });
    }
  });

  it('an empty field is told what belongs there', () => {
    expect(filled('Write your password.')('')).toBe('Write your password.');
    expect(filled('Write your password.')('x')).toBeNull();
  });
});
