import { z } from 'zod';
import type { DownloadId, ShareId, TransferId } from '../../shared/core/ids.ts';
import type { Announce, Topic } from '../core/ports.ts';
import type { Meeting } from './meetings.port.ts';

/** Where it is told that one side of a meeting has come or gone. */
export type NewsOf = Pick<Meeting, 'self' | 'peerTopic' | 'visits'>;

/** Tells the other side that this one is here, or has gone. */
export function tellPresence(announce: Announce, id: TransferId, meeting: NewsOf, isPresent: boolean): void {
  const { self, peerTopic, visits } = meeting;
  announce('transfer:peer-presence', peerTopic, { transferId: id, isPresent });
  if (visits) {
    announce('share:visitor', peerTopic, { shareId: visits, downloadId: self as DownloadId, isHere: isPresent });
  }
}

const farewell = z.object({
  id: z.custom<TransferId>((value) => typeof value === 'string'),
  self: z.custom<Meeting['self']>((value) => typeof value === 'string'),
  peerTopic: z.custom<Topic>((value) => typeof value === 'string'),
  visits: z.custom<ShareId>((value) => typeof value === 'string').optional(),
});

/** What another node needs to tell that one has gone, if this one cannot. */
export const writeFarewell = (id: TransferId, { self, peerTopic, visits }: NewsOf): string =>
  JSON.stringify({ id, self, peerTopic, visits });

/** Says it. */
export function sayFarewell(announce: Announce, written: string): void {
  const { id, ...meeting } = farewell.parse(JSON.parse(written));
  tellPresence(announce, id, meeting as NewsOf, false);
}
