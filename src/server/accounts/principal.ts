import type { AccountId, SessionId } from '../../shared/core/ids.ts';

/** Who is asking: the account, and the session that vouches for it. */
export interface Principal {
  accountId: AccountId;
  sessionId: SessionId;
}
