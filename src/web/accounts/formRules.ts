import {
  emailLength,
  emailPattern,
  passwordLimits,
  usernameLimits,
  usernamePattern,
} from '../../shared/accounts/accountRules.ts';
import { isSeen } from '../../shared/core/texts.ts';

/** What a person is told before anything is sent. The server decides by the same limits; null means nothing is wrong. */
export type Rule = (value: string) => string | null;

export const usernameRule: Rule = (value) => {
  const name = value.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (!isSeen(name)) return 'Write the name that others will see.';
  if (name.length < usernameLimits.min) return `A name has at least ${usernameLimits.min} characters.`;
  if (name.length > usernameLimits.max) return `A name has at most ${usernameLimits.max} characters.`;
  return usernamePattern.test(name) ? null : 'A name cannot contain < > @ / \\ or invisible characters.';
};

export const emailRule: Rule = (value) => {
  const email = value.normalize('NFC').trim().toLowerCase();
  if (email === '') return 'Write your email address.';
  if (email.length > emailLength) return `An email address has at most ${emailLength} characters.`;
  return emailPattern.test(email) ? null : 'This is not a whole address, like name@example.org.';
};

export const newPasswordRule: Rule = (value) => {
  if (value === '') return 'Choose a password.';
  if (value.length < passwordLimits.min) return `A password has at least ${passwordLimits.min} characters.`;
  return value.length > passwordLimits.max ? `A password has at most ${passwordLimits.max} characters.` : null;
};

/** A field that may hold anything but nothing. */
export const filled =
  (text: string): Rule =>
  (value) =>
    value.trim() === '' ? text : null;
