import type { TransferId } from '../../shared/core/ids.ts';
import { account } from '../accounts/session.ts';
import { api } from '../core/api.ts';
import { sendCommand } from '../core/socket.ts';
import { thriftFor } from './dataSaver.ts';
import { makeReceiveSession } from './engine/receiveSession.ts';
import { makeSendSession } from './engine/sendSession.ts';
import { makeWakeLock } from './files/wakeLock.ts';
import { nobodyThere } from './nobodyThere.ts';
import { makeRelayDesk } from './relayDesk.ts';
import { makeSessionKeeper, type OpenedSession, type SessionKeeperParts, type ToOpen } from './sessionKeeper.ts';
import { makeSessionReports } from './sessionReports.ts';
import { makeTransferSignalling } from './transferSignalling.ts';

/** The sessions of this page, with their engines and their lines to the server. */
export function makeLiveSessions(parts: Omit<SessionKeeperParts, 'open' | 'makeReports' | 'wakeLock'>) {
  const makeReports = (id: TransferId) => makeSessionReports(id, sendCommand);
  return makeSessionKeeper({ ...parts, open, makeReports, wakeLock: makeWakeLock() });
}

function open({ entry, transferKey, files, isEarly, trustedDates, isPaused, onState }: ToOpen): OpenedSession {
  const { id, transfer } = entry;
  const signalling = isEarly ? nobodyThere : makeTransferSignalling(id);
  const relayDesk = makeRelayDesk(id);
  const common = {
    transferId: id,
    transferKey,
    sealedAs: id,
    manifest: entry.manifest!,
    chosenFiles: transfer.chosenFiles,
    signalling,
    relayDesk,
    thrift: thriftFor(id),
    isLeft: entry.isLeft,
    isPaused,
    trustedDates,
    ice: {
      ask: () => api.transfers.iceServers.query({ transferId: id }),
      policyUntilThen: () => (account()?.hidesAddress ? ('relay' as const) : ('all' as const)),
    },
    onState,
    expiresAt: transfer.expiresAt,
  };
  return {
    session: transfer.isSender ? makeSendSession({ ...common, files }) : makeReceiveSession(common),
    stopSignalling() {
      signalling.close();
      relayDesk.close();
    },
  };
}
