import type { DeviceId, TransferId } from '../../shared/core/ids.ts';

/**
 * Which devices are here for which transfer, counted per connection: two tabs of one device are one device.
 * Each entry lives until an instant that its node moves forward while it lives, so a dead node's entries end too.
 */
export interface Roster {
  /** Keeps this connection's entry until then. */
  keep(transfer: TransferId, device: DeviceId, connectionId: string, until: Date): Promise<void>;
  /** Takes the entry out; true when it was there and the device is now no longer here. */
  drop(transfer: TransferId, device: DeviceId, connectionId: string): Promise<boolean>;
  isHere(transfer: TransferId, device: DeviceId): Promise<boolean>;
}
