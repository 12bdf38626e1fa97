import type { MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { onReady } from '../core/socket.ts';
import { makeSending, type Sending } from './makeSending.ts';
import { offer, sendOffer } from './transfers.ts';

/** What is being offered in each exchange: it goes on, and waits for the network, whatever page is open. */
const sendings = new Map<MatchId, Sending>();

export function sendingOf({ id, partner }: Match): Sending {
  const known = sendings.get(id);
  if (known) return known;
  const sending = makeSending({ id, partnerId: partner.id }, { offer, sendOffer });
  sendings.set(id, sending);
  return sending;
}

/** Offers after each reconnect what could not be offered; the returned function forgets all of it. */
export function startSendings(): () => void {
  const stop = onReady(() => {
    for (const sending of sendings.values()) sending.goOn();
  });
  return () => {
    stop();
    for (const sending of sendings.values()) sending.close();
    sendings.clear();
  };
}
