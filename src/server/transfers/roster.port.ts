import type { TransferId } from '../../shared/core/ids.ts';
import type { PeerName } from '../../shared/transfers/transfers.sockets.ts';

/**
 * Which devices are here for which transfer (or which visitor and host for which download), counted per connection: two tabs of one device are one device.
 * Each entry lives until an instant that its node moves forward while it lives, so a dead node's entries end too.
 */
export interface Roster {
  /** Keeps this connection's entry until then; `farewell` is what is to be told when nobody keeps the device's last one. */
  keep(transfer: TransferId, device: PeerName, connectionId: string, until: Date, farewell: string): Promise<void>;
  /** Takes the entry out; true when it was there and the device is now no longer here. */
  drop(transfer: TransferId, device: PeerName, connectionId: string): Promise<boolean>;
  isHere(transfer: TransferId, device: PeerName): Promise<boolean>;
  /** The farewells of devices whose last entry ended without being taken out; each is handed out once, to one node. */
  takeFarewells(): Promise<string[]>;
}
