import { DomainError } from '../../shared/core/errors.ts';

const MAX_KEY = 150;

/** A name folded for comparison: case and width make no difference (UAX 15, NFKC). */
export function usernameKey(username: string): string {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase();
  // Lower case may compose anew, so it is folded until nothing changes.
  const folded = fold(fold(username));
  // What no one sees (fillers, joiners, variation selectors) makes no other name.
  return folded
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
    .replace(/\s+/g, ' ');
}

/** The key of a name that someone wants to have; refused if folding turns it into what no name may be. */
export function newUsernameKey(username: string): string {
  const key = usernameKey(username);
  // A full-width "＠" folds to "@": such a name could pose as someone's email address at login.
  if (key.length === 0 || key.length > MAX_KEY || /[<>@/\\]/.test(key)) throw new DomainError('request.invalid');
  return key;
}
