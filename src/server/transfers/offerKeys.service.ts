import type { DevicePublicKey } from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, DeviceId, TransferId } from '../../shared/core/ids.ts';
import type { SealedKey, SealedOffer } from '../../shared/transfers/transfer.ts';
import type { Database } from '../core/database.ts';
import type { Announce } from '../core/ports.ts';
import { type BareRow, roleOf } from './transferRow.ts';
import type { TransfersService } from './transfers.service.ts';

export interface OfferKeysParts {
  db: Database;
  announce: Announce;
  transfers: Pick<TransfersService, 'findLive'>;
  devicesOf(account: AccountId): Promise<DevicePublicKey[]>;
}

/**
 * What is sealed in an offer, and who can open it. A device that signed in after the offer asks for the key, and the
 * sender's browser, which has it, seals it to that device too. The server holds no key and passes on what is sealed.
 */
export function createOfferKeysService({ db, announce, transfers, devicesOf }: OfferKeysParts) {
  const sealedOf = (id: TransferId) =>
    db.transfer.findUniqueOrThrow({ where: { id }, select: { sealedManifest: true, sealedKeys: true } });

  async function findOffer(id: TransferId, by: AccountId, role: 'sender' | 'recipient'): Promise<BareRow> {
    const row = await transfers.findLive(id, by);
    if (roleOf(row, by) !== role) throw new DomainError(`transfers.not_${role}`);
    if (row.state !== 'offered') throw new DomainError('transfers.already_decided');
    return row;
  }

  async function devicesWithoutKey(id: TransferId, by: AccountId): Promise<DevicePublicKey[]> {
    const row = await findOffer(id, by, 'sender');
    const { sealedKeys } = await sealedOf(id);
    const held = new Set((sealedKeys as SealedKey[]).map(({ deviceId }) => deviceId));
    return (await devicesOf(row.recipientId as AccountId)).filter(({ deviceId }) => !held.has(deviceId));
  }

  return {
    /** The sealed manifest of a live transfer and, for the recipient, the keys to it. */
    async sealedOffer(id: TransferId, viewer: AccountId): Promise<SealedOffer> {
      const bare = await transfers.findLive(id, viewer);
      const { sealedManifest, sealedKeys } = await sealedOf(id);
      return {
        transferId: id,
        sealedManifest: Buffer.from(sealedManifest).toString('base64'),
        sealedKeys: roleOf(bare, viewer) === 'recipient' ? (sealedKeys as SealedKey[]) : [],
      };
    },

    /** A device of the recipient has no key: the device that made the offer is told, if it is here. */
    async want(id: TransferId, by: AccountId): Promise<void> {
      const row = await findOffer(id, by, 'recipient');
      announce('transfer:key-wanted', `device:${row.senderDeviceId as DeviceId}`, { transferId: id });
    },

    /** The recipient's devices that cannot open this offer, for its sender. */
    devicesWithoutKey,

    /** Keys for such devices; the recipient hears that there are more. */
    async add(id: TransferId, by: AccountId, sealedKeys: SealedKey[]): Promise<void> {
      const row = await findOffer(id, by, 'sender');
      const lacking = new Set((await devicesWithoutKey(id, by)).map(({ deviceId }) => deviceId));
      const added = sealedKeys.filter(({ deviceId }) => lacking.has(deviceId));
      if (added.length === 0) return;
      // Appended in one statement, so that two tabs of the sender lose nothing of each other's.
      await db.$executeRaw`
        UPDATE transfers SET sealed_keys = sealed_keys || ${JSON.stringify(added)}::jsonb
        WHERE id = ${id}::uuid AND state = 'offered'`;
      announce('transfer:key-added', `account:${row.recipientId as AccountId}`, { transferId: id });
    },
  };
}

export type OfferKeysService = ReturnType<typeof createOfferKeysService>;
