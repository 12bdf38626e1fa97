import { hash, verify } from '@node-rs/argon2';

// OWASP Password Storage Cheat Sheet: Argon2id (the library's default variant) with 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Passwords are compared after NFKC, so that the same keys pressed on another keyboard are the same password. */
const fold = (password: string) => password.normalize('NFKC');

/** What is stored of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(fold(password), cost);
}

let nobodysHash: Promise<string> | undefined;

/** Whether this is the password. For an unknown account the same work is done and the answer is no. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  if (stored !== undefined) return verify(stored, fold(password));
  nobodysHash ??= hashPassword('the password of nobody at all');
  await verify(await nobodysHash, fold(password));
  return false;
}
