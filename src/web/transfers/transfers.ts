import type { TransferId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { isUnreachable, toAppError } from '../core/appError.ts';
import { onAnnouncement, onReady, useDevice } from '../core/socket.ts';
import { refresh } from './catchUp.ts';
import { knownDeviceId } from './deviceIdentity.ts';
import { sweepExpired } from './engine/ledger.ts';
import { changeEntry, entryOf, forgetAllEntries, takeIn } from './exchangeStore.ts';
import { rememberAgain, reopenFiles } from './files/fileHandles.ts';
import type { PickedFile } from './files/pickFiles.ts';
import { withSaved } from './files/savedFiles.ts';
import { matchChosen } from './filesAgain.ts';
import { dropSaved, filesAtHand, heard, isToRun, letGoOfAll, sessions, tellCancelled } from './following.ts';
import { onHidingChanged } from './hidingChanged.ts';
import { letNewDevicesIn } from './newDevices.ts';
import { type OfferParts, type PreparedOffer, prepareOffer } from './offerFiles.ts';
import { keyAdded } from './offerOpening.ts';
import { onReceivedNews, tellTabs } from './receivedNews.ts';
import { isOver } from './transferEntry.ts';
import { forgetIdentity, identify, rememberKey } from './transferKeys.ts';
import { changeRecord } from './transferRecords.ts';

/** What a person can do about transfers, and what goes on by itself while they are signed in. */

/** Begins to look after transfers; the returned function stops it and every session in this page. */
export function startTransfers(): () => void {
  useDevice(knownDeviceId());
  let ready: Promise<unknown> | null = null;
  const begin = () => {
    ready ??= identify().then(() => sweepExpired().catch(() => {}));
    ready.then(refresh).catch((error) => {
      ready = null;
      if (!isUnreachable(error)) console.error('transfers could not start', toAppError(error).code, error);
    });
  };
  const stops = [
    onReady(begin),
    onAnnouncement('transfer:offered', ({ transfer }) => void heard(transfer)),
    onAnnouncement('transfer:changed', ({ transfer }) => void heard(transfer)),
    onAnnouncement('transfer:key-wanted', ({ transferId }) => void letNewDevicesIn(transferId).catch(() => {})),
    onAnnouncement('transfer:key-added', ({ transferId }) => void keyAdded(transferId)),
    onHidingChanged(sessions.restartAll),
    onReceivedNews(({ id, change }) => changeEntry(id as TransferId, change)),
    onAnnouncement('transfer:peer-presence', ({ transferId, isPresent }) => isPresent && sessions.peerCame(transferId)),
  ];
  return () => {
    for (const stop of stops) stop();
    letGoOfAll();
    forgetIdentity();
    forgetAllEntries();
  };
}

/** Offers files to the other side of a match. */
export async function offer(what: Omit<OfferParts, 'identity'>): Promise<PreparedOffer> {
  const identity = await identify();
  const prepared = await prepareOffer({ ...what, identity });
  rememberKey(prepared.record.transferId, prepared.transferKey);
  filesAtHand.set(prepared.record.transferId, prepared.files);
  return prepared;
}

/** Sends a prepared offer; may be called again when the answer was lost. */
export async function sendOffer(prepared: PreparedOffer): Promise<void> {
  const transfer = await prepared.send();
  takeIn(transfer, { manifest: prepared.record.manifest });
  await heard(transfer);
}

/** Yes to these files (none named means all), on this device. */
export async function accept(id: TransferId, chosenFiles: number[]): Promise<void> {
  const { deviceId } = await identify();
  await heard(await api.transfers.accept.mutate({ transferId: id, deviceId, chosenFiles }));
}

export async function refuse(id: TransferId): Promise<void> {
  await heard(await api.transfers.refuse.mutate({ transferId: id }));
}

/** Ends it for both sides. The other device hears it at once; the server when it can be reached, be it after a reload. */
export async function cancel(id: TransferId): Promise<void> {
  sessions.cancel(id);
  await Promise.all([changeRecord(id, (record) => ({ ...record, isCancelled: true })), tellCancelled(id)]);
}

/** Leaves the files to the relay: the other side fetches them when it comes, within the relay's time. */
export async function leave(id: TransferId): Promise<void> {
  sessions.leave(id);
  await changeRecord(id, (record) => ({ ...record, isLeft: true }));
  const entry = entryOf(id);
  if (entry && isToRun(entry)) await sessions.run(entry);
}

export function pause(id: TransferId): void {
  sessions.pause(id);
  void changeRecord(id, (record) => ({ ...record, isPaused: true }));
}

export function resume(id: TransferId): void {
  sessions.resume(id);
  void changeRecord(id, (record) => ({ ...record, isPaused: false }));
}

/** Takes up what stopped: with a new session from the last block that is on disk. */
export async function tryAgain(id: TransferId): Promise<void> {
  const entry = entryOf(id);
  if (entry && isToRun(entry)) await sessions.restart(entry);
}

/** Opens the remembered files again; call it in the task of a tap, since the browser asks. */
export async function reopen(id: TransferId): Promise<void> {
  const reopened = await reopenFiles(id, { isAsking: true });
  const files = reopened?.files.flatMap((picked, index): [number, File][] => (picked ? [[index, picked.file]] : []));
  if (files?.length) sessions.provideFiles(id, files);
  // A question that was only closed may be asked again.
  changeEntry(id, { canReopen: reopened?.needsTap ?? false });
}

/** Files chosen again after a reload, not to be asked for at the next one; returns how many of them can be meant. */
export function chooseAgain(id: TransferId, picked: PickedFile[]): number {
  const entry = entryOf(id);
  if (!entry?.snapshot || !entry.manifest) return 0;
  const wanted = entry.snapshot.neededFiles.map(({ index }) => index);
  const fitting = matchChosen(entry.manifest.files, wanted, picked);
  sessions.provideFiles(
    id,
    fitting.map(([index, { file }]) => [index, file]),
  );
  void rememberAgain(id, entry.manifest.files, fitting);
  return fitting.length;
}

/** Files that have another date than those offered are the same, says the person. */
export const trustFiles = (id: TransferId): void => sessions.trustFiles(id);

/** Remembers what was saved, or handed over where that is not certain. Once all is saved, the bytes here go. */
export async function markSaved(id: TransferId, indices: number[], isCertain: boolean): Promise<void> {
  const before = entryOf(id);
  if (!before) return;
  const saved = withSaved(before, indices, isCertain);
  changeEntry(id, saved);
  tellTabs(id, saved);
  await changeRecord(id, (record) => ({ ...record, ...withSaved(record, indices, isCertain) }));
  const entry = entryOf(id);
  // A server that does not know yet would have it all sent again.
  if (entry && isOver(entry)) await dropSaved(entry);
}
