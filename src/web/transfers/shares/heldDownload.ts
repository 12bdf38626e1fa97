import type { DownloadId } from '../../../shared/core/ids.ts';
import { deleteTransfer, type HeldTransfer, listTransfers, sweepExpired } from '../engine/ledger.ts';

/** What this browser holds of a download. What is overdue goes first. */
export async function findHeld(id: DownloadId): Promise<HeldTransfer | null> {
  await sweepExpired().catch(() => {});
  const all = await listTransfers().catch(() => []);
  return all.find(({ transferId, role }) => String(transferId) === id && role === 'receiver') ?? null;
}

export const removeHeld = (id: DownloadId): Promise<void> => deleteTransfer(id, 'receiver');
