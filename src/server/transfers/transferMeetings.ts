import type { AccountId } from '../../shared/core/ids.ts';
import type { Meetings } from './meetings.port.ts';
import type { TransfersService } from './transfers.service.ts';

/** The two devices of an accepted transfer meet. */
export function makeTransferMeetings(parts: {
  transfers: Pick<TransfersService, 'peerDevice'>;
  hidesAddress(account: AccountId): Promise<boolean>;
}): Meetings {
  return {
    async find(id, speaker) {
      if (!('accountId' in speaker)) return null;
      const { accountId, deviceId } = speaker;
      const peer = await parts.transfers.peerDevice(id, accountId, deviceId);
      return {
        // Without a device there was no peer, either.
        self: deviceId!,
        peer,
        peerTopic: `device:${peer}`,
        hidesAddress: () => parts.hidesAddress(accountId),
      };
    },
  };
}
