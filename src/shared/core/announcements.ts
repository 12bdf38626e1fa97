import type { Person } from '../accounts/account.ts';
import type { ConversationAnnouncements } from '../conversations/conversations.sockets.ts';
import type { EventAnnouncements } from '../events/events.sockets.ts';
import type { MatchAnnouncements } from '../matches/matches.sockets.ts';
import type { RelayAnnouncements } from '../transfers/relay.ts';
import type { ShareAnnouncements } from '../transfers/shares/share.ts';
import type { TransferAnnouncements } from '../transfers/transfers.sockets.ts';
import type { TrustAnnouncements } from '../trust/trust.sockets.ts';

/** Facts told over the socket after they were committed: name → payload. A lost one costs nothing. */
export interface Announcements
  extends EventAnnouncements,
    ConversationAnnouncements,
    MatchAnnouncements,
    TransferAnnouncements,
    RelayAnnouncements,
    ShareAnnouncements,
    TrustAnnouncements {
  'account:changed': { person: Person };
  /** This session was ended, here or from another device: the browser forgets what it holds. */
  'session:ended': Record<string, never>;
  /** This node is about to end: connect anew, which leads to another, at some moment within this time. */
  'server:moving': { withinMs: number };
}

export type AnnouncementName = keyof Announcements;
