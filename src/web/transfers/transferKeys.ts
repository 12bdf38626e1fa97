import type { TransferId } from '../../shared/core/ids.ts';
import type { Manifest } from '../../shared/transfers/manifest.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { api } from '../core/api.ts';
import { type DeviceIdentity, registerDevice } from './deviceIdentity.ts';
import { readRecords } from './transferRecords.ts';

/** Who this browser is, and the keys of transfers that it may open: in memory, or sealed to it. */
const keys = new Map<TransferId, Uint8Array>();
let identity: DeviceIdentity | null = null;

/** This browser as a device; asked of the server once in the life of the page. */
export async function identify(): Promise<DeviceIdentity> {
  identity ??= await registerDevice();
  return identity;
}

export const rememberKey = (id: TransferId, key: Uint8Array): void => void keys.set(id, key);
export const forgetKey = (id: TransferId): void => void keys.delete(id);

export function forgetIdentity(): void {
  keys.clear();
  identity = null;
}

/** This device is one of the two of an accepted transfer. */
export function isOurs(transfer: Transfer): boolean {
  return transfer.state === 'accepted' && isThisDevice(transfer);
}

/** This device offered it, and nobody has answered yet. */
export function isOurOffer(transfer: Transfer): boolean {
  return transfer.state === 'offered' && transfer.isSender && isThisDevice(transfer);
}

function isThisDevice(transfer: Transfer): boolean {
  const device = transfer.isSender ? transfer.senderDeviceId : transfer.recipientDeviceId;
  return identity !== null && device === identity.deviceId;
}

/** The transfer key, from memory or as it was sealed to this device. */
export async function keyOf(id: TransferId): Promise<Uint8Array | null> {
  const known = keys.get(id);
  if (known) return known;
  const record = (await readRecords()).find(({ transferId }) => transferId === id);
  const key = record?.sealedKey && identity ? await identity.keys.openTransferKey(record.sealedKey, id) : null;
  if (key) keys.set(id, key);
  return key;
}

/** Opens what was offered to this person; null when it cannot be believed. */
export async function openOffer(
  transfer: Transfer,
): Promise<{ manifest: Manifest; sealedKey: string } | 'not yet' | 'not for this device' | null> {
  if (!identity) return 'not yet';
  const { id } = transfer;
  const offer = await api.transfers.sealedOffer.query({ transferId: id });
  const sealedKey = offer.sealedKeys.find(({ deviceId }) => deviceId === identity?.deviceId)?.sealed;
  if (!sealedKey) return 'not for this device';
  const key = await identity.keys.openTransferKey(sealedKey, id);
  if (!key) return null;
  // Checking what a stranger wrote brings its schemas along: only when there is something to check.
  const { openManifest } = await import('./engine/manifestOpening.ts');
  const manifest = await openManifest(key, id, offer.sealedManifest);
  if (!manifest || !agrees(manifest.files, transfer)) return null;
  keys.set(id, key);
  return { manifest, sealedKey };
}

// The server was told a count and a sum; a manifest that says otherwise is not what was announced.
function agrees(files: { sizeBytes: number }[], { fileCount, totalBytes }: Transfer): boolean {
  return files.length === fileCount && files.reduce((sum, file) => sum + file.sizeBytes, 0) === totalBytes;
}
