import type { DevicePublicKey } from '../../shared/accounts/account.ts';
import type { TransferId } from '../../shared/core/ids.ts';
import type { SealedKey } from '../../shared/transfers/transfer.ts';
import { fromBase64 } from './engine/bytes.ts';
import { sealTransferKey } from './engine/deviceKeys.ts';

/** The transfer key, sealed to each of these devices. */
export const sealKeyTo = (
  devices: DevicePublicKey[],
  transferKey: Uint8Array,
  transferId: TransferId,
): Promise<SealedKey[]> =>
  Promise.all(
    devices.map(async ({ deviceId, publicKey }) => ({
      deviceId,
      sealed: await sealTransferKey(transferKey, transferId, fromBase64(publicKey) ?? new Uint8Array()),
    })),
  );
