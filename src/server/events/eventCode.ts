import { randomInt } from 'node:crypto';

// Lower case without look-alikes, so that a code survives being read aloud or typed from a poster.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 14;

/** A new join code: about 69 random bits, so that trying codes finds nothing. */
export function makeEventCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
