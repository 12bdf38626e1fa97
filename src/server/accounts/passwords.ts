import { hash, verify } from '@node-rs/argon2';

// OWASP Password Storage Cheat Sheet: Argon2id (the library's default variant) with 19 MiB, two passes, one lane.
const owasp = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Passwords are compared after NFKC, so that the same keys pressed on another keyboard are the same password. */
const fold = (password: string) => password.normalize('NFKC');

/** What is kept of passwords, and whether one is right. */
export interface Passwords {
  /** What is stored of a password. */
  hash(password: string): Promise<string>;
  /** Whether this is the password. For an unknown account the same work is done and the answer is no. */
  isRight(password: string, stored: string | undefined): Promise<boolean>;
}

/** By Argon2id, at a cost in KiB and passes that only tests choose lower. */
export function makePasswords(cost = owasp): Passwords {
  let nobodysHash: Promise<string> | undefined;
  const passwords: Passwords = {
    hash: (password) => hash(fold(password), cost),
    async isRight(password, stored) {
      if (stored !== undefined) return verify(stored, fold(password));
      nobodysHash ??= passwords.hash('the password of nobody at all');
      await verify(await nobodysHash, fold(password));
      return false;
    },
  };
  return passwords;
}
