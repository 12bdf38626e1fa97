import type { TransferId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { isUnreachable } from '../core/appError.ts';
import { changeEntry, entryOf } from './exchangeStore.ts';
import type { TransferEntry } from './transferEntry.ts';
import { openOffer } from './transferKeys.ts';
import { writeRecord } from './transferRecords.ts';

/** Opens what was offered to this person, if it was sealed to this device; else asks for its key. */
export async function openHere(id: TransferId): Promise<void> {
  const entry = entryOf(id);
  if (!entry || entry.manifest || entry.transfer.isSender) return;
  const opened = await openOffer(entry.transfer);
  if (opened === 'not yet') return;
  if (opened === 'not for this device') return askForKey(entry);
  if (!opened) return changeEntry(id, { isUnreadable: true, awaitsKey: false });
  const { matchId } = entry.transfer;
  const record = {
    transferId: id,
    matchId,
    isSender: false,
    ...opened,
    savedAt: {},
    createdAt: new Date().toISOString(),
  };
  await writeRecord(record).catch(() => {});
  changeEntry(id, { manifest: opened.manifest, isUnreadable: false, awaitsKey: false });
}

/** This browser signed in after the offer. Asked again after each reconnect, and heard once the sender is there. */
async function askForKey({ id, transfer }: TransferEntry): Promise<void> {
  const awaitsKey = transfer.state === 'offered';
  changeEntry(id, { isUnreadable: true, awaitsKey });
  if (awaitsKey) await api.transfers.wantKey.mutate({ transferId: id });
}

/** More devices of this person can open the offer: this one may be among them. */
export async function keyAdded(id: TransferId): Promise<void> {
  await openHere(id).catch((error) => !isUnreachable(error) && console.error('an offer could not be opened', error));
}
