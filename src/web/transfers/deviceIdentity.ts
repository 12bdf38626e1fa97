import type { DeviceId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { api } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { useDevice } from '../core/socket.ts';
import { toBase64 } from './engine/bytes.ts';
import { type DeviceKeys, loadDeviceKeys } from './engine/deviceKeys.ts';

/** This browser as a device of the person signed in here: its id, and the keys that never leave it. */
export interface DeviceIdentity {
  deviceId: DeviceId;
  keys: DeviceKeys;
}

const DEVICE_KEY = 'spotlight:device';

/** The id this browser had last time, before the server was asked: the first socket can already name it. */
export function knownDeviceId(): DeviceId | null {
  return localStorage.getItem(DEVICE_KEY) as DeviceId | null;
}

type Devices = Pick<Transfer, 'isSender' | 'senderDeviceId' | 'recipientDeviceId'>;

/** Of this person's devices, this one sends it or has accepted it. */
export function isOnThisDevice({ isSender, senderDeviceId, recipientDeviceId }: Devices): boolean {
  return (isSender ? senderDeviceId : recipientDeviceId) === knownDeviceId();
}

/** Makes this browser known to the server. Tabs take turns, so that they are one device. */
export async function registerDevice(): Promise<DeviceIdentity> {
  const identity = await navigator.locks.request('spotlight:device', async () => {
    const keys = await loadDeviceKeys();
    const publicKey = toBase64(keys.publicKeyRaw);
    const deviceId = await register(knownDeviceId() ?? newDeviceId(), publicKey);
    localStorage.setItem(DEVICE_KEY, deviceId);
    return { deviceId, keys };
  });
  useDevice(identity.deviceId);
  return identity;
}

async function register(deviceId: DeviceId, publicKey: string): Promise<DeviceId> {
  try {
    await api.accounts.registerDevice.mutate({ deviceId, publicKey });
    return deviceId;
  } catch (error) {
    // The id belonged to someone who used this browser before, or to a key that is gone.
    if (toAppError(error).code !== 'accounts.device_unknown') throw error;
    const fresh = newDeviceId();
    await api.accounts.registerDevice.mutate({ deviceId: fresh, publicKey });
    return fresh;
  }
}

const newDeviceId = () => crypto.randomUUID() as DeviceId;
