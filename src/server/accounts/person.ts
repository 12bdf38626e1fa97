import type { OwnAccount, Person } from '../../shared/accounts/account.ts';
import type { AccountId } from '../../shared/core/ids.ts';

/** What must be read of an account to show it to others; nothing more ever leaves. */
export const personColumns = { id: true, username: true, avatar: true } as const;

/** What must be read of an account to show it to its owner. */
export const ownColumns = { ...personColumns, email: true, createdAt: true, hidesAddress: true } as const;

export interface PersonRow {
  id: string;
  username: string;
  avatar: string | null;
}

/** An account as others see it. */
export function toPerson(row: PersonRow): Person {
  return {
    id: row.id as AccountId,
    username: row.username,
    avatarUrl: row.avatar && `/avatars/${row.id}/${row.avatar}`,
  };
}

/** An account as its owner sees it. */
export function toOwnAccount(row: PersonRow & { email: string; createdAt: Date; hidesAddress: boolean }): OwnAccount {
  return {
    ...toPerson(row),
    email: row.email,
    createdAt: row.createdAt.toISOString(),
    hidesAddress: row.hidesAddress,
  };
}
