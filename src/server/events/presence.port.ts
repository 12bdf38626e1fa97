import type { AccountId } from '../../shared/core/ids.ts';

/**
 * Who is reachable, counted per connection. Every connection is kept until an instant that its node moves forward
 * while it lives; an account is here while one of its connections is. So two tabs, a crash and a dead node all come
 * out right, and a grace after a disconnect is only a nearer instant.
 */
export interface Presence {
  /** Keeps this connection until then; true when its account was not here before. */
  keep(account: AccountId, connectionId: string, until: Date): Promise<boolean>;
  /** Those of these accounts that are here. */
  hereAmong(accounts: readonly AccountId[]): Promise<Set<AccountId>>;
  /** Accounts whose last connection has ended since they were kept; each is handed out once, to one node. */
  takeGone(): Promise<AccountId[]>;
}
