import type { TransferId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { listTransfers } from './engine/ledger.ts';
import { entryOf, unfinishedEntries } from './exchangeStore.ts';
import { forgetFilesExcept } from './files/fileHandles.ts';
import { filesAtHand, heard, unsaid } from './following.ts';
import { letNewDevicesIn } from './newDevices.ts';
import { readOwnShares } from './shares/shareDb.ts';
import { isOver } from './transferEntry.ts';
import { isOurOffer } from './transferKeys.ts';
import { readRecords, type TransferRecord } from './transferRecords.ts';

/** For so long an offer may wait in its page until the server can be reached. */
const PREPARED_MS = 24 * 3600_000;

/** After every reconnect: says what could not be said, and asks how things stand. */
export async function refresh(): Promise<void> {
  await unsaid.sayAll();
  const list = await api.transfers.listUnfinished.query();
  const listed = new Set(list.map(({ id }) => id));
  for (const transfer of list) {
    await heard(transfer);
    // Asked for while this browser was away.
    if (isOurOffer(transfer)) await letNewDevicesIn(transfer.id);
  }
  // Ended while nobody listened here.
  for (const id of [...unfinishedEntries().map(({ id }) => id), ...(await partsHeld())])
    if (!listed.has(id)) await heard(await api.transfers.get.query({ transferId: id }));
  const shared = (await readOwnShares()).map(({ shareId }) => shareId);
  await forgetFilesExcept([...listed, ...shared, ...filesAtHand.keys(), ...(await justPrepared())]);
}

/** Transfers that an earlier life of the page has begun to receive, or of which something could not be let go yet. */
async function partsHeld(): Promise<TransferId[]> {
  const [records, ledger] = await Promise.all([readRecords(), listTransfers().catch(() => [])]);
  const parts = new Set(
    ledger
      .filter(({ role, isFinished, isPart }) => role === 'receiver' && !isFinished && !isPart)
      .map(({ transferId }) => transferId),
  );
  return records.flatMap(({ transferId, isSender }) => {
    const known = entryOf(transferId);
    return !isSender && parts.has(transferId) && (!known || isOver(known)) ? [transferId] : [];
  });
}

// Here or in another tab: an offer may be on its way to the server still.
async function justPrepared(): Promise<TransferId[]> {
  const isRecent = ({ createdAt }: TransferRecord) => Date.parse(createdAt) + PREPARED_MS > Date.now();
  return (await readRecords()).filter((record) => record.isSender && isRecent(record)).map((one) => one.transferId);
}
