import type { Socket } from 'socket.io';
import { networkOf } from './networkOf.ts';
import type { DoorParts } from './socketDoor.ts';

/** Asked for again and again on one connection, without a new one for each: no browser of ours does that once. */
const MOST_REFUSALS = 3;

/** Counts who was refused. What it makes says whether that is enough for a connection: nobody else is kept out by it. */
export function countRefused({ limits, addressOf }: Pick<DoorParts, 'limits' | 'addressOf'>) {
  const refusals = new WeakMap<Socket['conn'], number>();
  return async function isEnough({ conn, request }: Socket): Promise<boolean> {
    const count = (refusals.get(conn) ?? 0) + 1;
    refusals.set(conn, count);
    const isAddressSpent = await limits.spend('refusedHandshake', networkOf(addressOf(request))).then(
      () => false,
      () => true,
    );
    return isAddressSpent || count >= MOST_REFUSALS;
  };
}
