import type { TransferId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { entryOf } from './exchangeStore.ts';
import { sealKeyTo } from './sealedKeys.ts';
import { isOurOffer, keyOf } from './transferKeys.ts';

/** Lets the other person's devices that signed in after this offer open it; only the browser that made it can. */
export async function letNewDevicesIn(id: TransferId): Promise<void> {
  const transfer = entryOf(id)?.transfer;
  if (!transfer || !isOurOffer(transfer)) return;
  const transferKey = await keyOf(id);
  if (!transferKey) return;
  const devices = await api.transfers.devicesWithoutKey.query({ transferId: id });
  if (devices.length === 0) return;
  await api.transfers.addKeys.mutate({ transferId: id, sealedKeys: await sealKeyTo(devices, transferKey, id) });
}
