import { recoveryCodeRules } from '../../shared/accounts/accountRules.ts';

const { count, length, letters } = recoveryCodeRules;

/** Recovery codes as they are shown, in groups. They count once the server was told of them. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: count }, () => newCode().match(/.{4}/g)!.join('-'));
}

// A byte has 256 values, so each of the 32 letters is as likely as the others.
const newCode = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % letters.length]).join('');
