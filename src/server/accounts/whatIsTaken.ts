import { DomainError } from '../../shared/core/errors.ts';
import type { Database } from '../core/database.ts';

/** Which of an account's unique values someone already has. A refused write does not say it alike on every driver. */
export async function whatIsTaken(
  db: Database,
  { usernameKey, email }: { usernameKey?: string; email?: string },
  cause?: unknown,
): Promise<DomainError | null> {
  const select = { id: true } as const;
  if (usernameKey && (await db.account.findUnique({ where: { usernameKey }, select }))) {
    return new DomainError('accounts.username_taken', { cause });
  }
  if (email && (await db.account.findUnique({ where: { email }, select }))) {
    return new DomainError('accounts.email_taken', { cause });
  }
  return null;
}
