import type { OwnAccount } from '../../shared/accounts/account.ts';

const KEY = 'spotlight:account';

/** Who was last signed in here. Over: the server said since that the session has run out. */
type Remembered = OwnAccount & { isOver?: boolean };

export function remember(known: Remembered): void {
  localStorage.setItem(KEY, JSON.stringify(known));
}

export function remembered(): Remembered | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Remembered | null;
  } catch {
    return null;
  }
}

/** Whose things lie here stays known, for when someone else logs in; the next page takes nobody for signed in. */
export function rememberAsOver(): void {
  const known = remembered();
  if (known) remember({ ...known, isOver: true });
}
