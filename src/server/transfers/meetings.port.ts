import type { ShareId, TransferId } from '../../shared/core/ids.ts';
import type { PeerName } from '../../shared/transfers/transfers.sockets.ts';
import type { Topic } from '../core/ports.ts';
import type { Connection } from '../core/socketRegistry.ts';
import type { VisitorConnection } from './shares/visitors.ts';

/** Whoever speaks on a socket: a browser of an account, or a visitor with a download. */
export type Speaker = Connection | VisitorConnection;

/** Two who may meet, as one of them sees it. */
export interface Meeting {
  self: PeerName;
  peer: PeerName;
  /** Where the other side hears. */
  peerTopic: Topic;
  /** Whether the other side must not learn this one's network address. */
  hidesAddress(): Promise<boolean>;
  /** Of a visitor: the share it came by, whose host is to know that it is here, or has gone. */
  visits?: ShareId;
}

/** What brings two together: a transfer its two devices, a download of a share its visitor and the host. */
export interface Meetings {
  /** Null when this is no matter of the speaker's here; refuses what may not (yet) meet. */
  find(id: TransferId, speaker: Speaker): Promise<Meeting | null>;
}
