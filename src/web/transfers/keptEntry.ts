import type { Transfer } from '../../shared/transfers/transfer.ts';
import { listTransfers } from './engine/ledger.ts';
import type { TransferEntry } from './transferEntry.ts';
import { readRecords } from './transferRecords.ts';

/** What this browser kept of a transfer that it hears of for the first time in this life of the page. */
export async function keptEntry(transfer: Transfer): Promise<Partial<TransferEntry>> {
  const role = transfer.isSender ? 'sender' : 'receiver';
  const [records, ledger] = await Promise.all([readRecords(), listTransfers().catch(() => [])]);
  const record = records.find(({ transferId }) => transferId === transfer.id);
  const held = ledger.find((one) => one.transferId === transfer.id && one.role === role);
  return {
    ...((record || held) && { manifest: record?.manifest ?? held?.manifest ?? null }),
    heldBytes: held?.bytesDone ?? 0,
    isHeld: role === 'receiver' && Boolean(held?.isFinished),
    wholeHere: role === 'receiver' && held ? held.verifiedFiles : [],
    savedAt: record?.savedAt ?? {},
    handedAt: record?.handedAt,
    isLeft: record?.isLeft ?? false,
    isCancelled: record?.isCancelled ?? false,
  };
}
