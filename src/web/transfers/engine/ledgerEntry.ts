import type { TransferId } from '../../../shared/core/ids.ts';
import type { PeerRole } from '../../../shared/transfers/control.ts';
import { type LedgerEntry, ledgerIdOf, type SinkKind } from './ledgerDb.ts';
import type { StartMessage } from './workerScope.ts';

/** The record that a session begins with, unless an earlier life of the page left one. */
export function newEntry(role: PeerRole, start: StartMessage, sink: SinkKind): LedgerEntry {
  const { transferId, manifest, chosenFiles, expiresAt } = start;
  return {
    ledgerId: ledgerIdOf(role, transferId),
    transferId: transferId as TransferId,
    role,
    manifest,
    chosenFiles,
    sink,
    createdAt: new Date().toISOString(),
    expiresAt,
    isFinished: false,
    ...(start.visit && { isVisit: true }),
  };
}
