import type { AccountId, MatchId, TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { api } from '../core/api.ts';
import { isUnreachable, toAppError } from '../core/appError.ts';
import { onAnnouncement, onReady, useDevice } from '../core/socket.ts';
import { type DeviceIdentity, knownDeviceId, registerDevice } from './deviceIdentity.ts';
import { deleteTransfer, getFile, listTransfers, sweepExpired } from './engine/ledger.ts';
import { changeEntry, entryOf, forgetAllEntries, takeIn, unfinishedEntries } from './exchangeStore.ts';
import { forgetFiles, forgetFilesExcept, reopenFiles } from './files/fileHandles.ts';
import type { PickedFile } from './files/pickFiles.ts';
import { keepSourceMs } from './files/saving.ts';
import { makeLiveSessions } from './liveSessions.ts';
import { type PreparedOffer, prepareOffer } from './offerFiles.ts';
import { chosenOf, isOver, type TransferEntry } from './transferEntry.ts';
import { changeRecord, readRecords, type TransferRecord, writeRecord } from './transferRecords.ts';

/** Everything this browser does about transfers: offering, answering, running them, going on after a reload. */

const transferKeys = new Map<TransferId, Uint8Array>();
/** Files chosen in this life of the page; after a reload they are opened by their handles or chosen again. */
const filesAtHand = new Map<TransferId, (File | null)[]>();
/** Said by the person, not yet heard by the server: said again when it can be reached. */
const unsaid = new Map<string, () => Promise<Transfer>>();
let identity: DeviceIdentity | null = null;
let ready: Promise<void> | null = null;

const sessions = makeLiveSessions({
  keyOf,
  filesOf: async (entry) => filesAtHand.get(entry.id) ?? (await reopenSilently(entry)),
  hasFiles: (id) => filesAtHand.has(id),
  onVerified: (id) => void completeHere(id),
});

/** Begins to look after transfers; the returned function stops it and every session in this page. */
export function startTransfers(): () => void {
  useDevice(knownDeviceId());
  const begin = () => {
    ready ??= begun();
    ready.then(refresh).catch((error) => {
      ready = null;
      if (!isUnreachable(error)) console.error('transfers could not start', toAppError(error).code, error);
    });
  };
  const stops = [
    onReady(begin),
    onAnnouncement('transfer:offered', ({ transfer }) => void heard(transfer)),
    onAnnouncement('transfer:changed', ({ transfer }) => void heard(transfer)),
    onAnnouncement('transfer:peer-presence', ({ transferId, isPresent }) => isPresent && sessions.peerCame(transferId)),
  ];
  return () => {
    for (const stop of stops) stop();
    sessions.closeAll();
    transferKeys.clear();
    filesAtHand.clear();
    unsaid.clear();
    forgetAllEntries();
    identity = null;
    ready = null;
  };
}

async function begun(): Promise<void> {
  identity = await registerDevice();
  await sweepExpired().catch(() => {});
}

/** After every reconnect: says what could not be said, and asks how things stand. */
async function refresh(): Promise<void> {
  for (const [key, say] of [...unsaid]) {
    await say().then(
      (transfer) => {
        unsaid.delete(key);
        return heard(transfer);
      },
      (error) => !isUnreachable(error) && unsaid.delete(key),
    );
  }
  const list = await api.transfers.listUnfinished.query();
  const listed = new Set(list.map(({ id }) => id));
  for (const transfer of list) await heard(transfer);
  // Ended while nobody listened here.
  for (const { id } of unfinishedEntries())
    if (!listed.has(id)) await heard(await api.transfers.get.query({ transferId: id }));
  await forgetFilesExcept(listed);
}

/** All transfers of one exchange, with what this browser kept of those that have ended. */
export async function loadMatch(matchId: MatchId): Promise<void> {
  for (const transfer of await api.transfers.listByMatch.query({ matchId })) await heard(transfer);
}

async function heard(transfer: Transfer): Promise<void> {
  try {
    await follow(transfer);
  } catch (error) {
    // Without a network it is asked for again after the next reconnect.
    if (!isUnreachable(error)) console.error('a transfer could not be followed', toAppError(error).code, error);
  }
}

/** Does what this word of the server asks of this browser: opens, runs, or lets go. */
async function follow(transfer: Transfer): Promise<void> {
  const isNew = !entryOf(transfer.id);
  const entry = takeIn(transfer);
  if (isNew) changeEntry(transfer.id, await kept(transfer));
  if (isOver(entry)) return ended(entryOf(transfer.id) ?? entry);
  await openHere(transfer.id);
  const known = entryOf(transfer.id);
  if (known?.manifest && isOurs(known.transfer)) await sessions.run(known);
}

/** This device is one of the two. */
function isOurs(transfer: Transfer): boolean {
  const device = transfer.isSender ? transfer.senderDeviceId : transfer.recipientDeviceId;
  return transfer.state === 'accepted' && identity !== null && device === identity.deviceId;
}

/** What this browser kept of a transfer that it hears of for the first time in this life of the page. */
async function kept(transfer: Transfer): Promise<Partial<TransferEntry>> {
  const role = transfer.isSender ? 'sender' : 'receiver';
  const [records, ledger] = await Promise.all([readRecords(), listTransfers().catch(() => [])]);
  const record = records.find(({ transferId }) => transferId === transfer.id);
  const held = ledger.find((one) => one.transferId === transfer.id && one.role === role);
  return {
    ...((record || held) && { manifest: record?.manifest ?? held?.manifest ?? null }),
    heldBytes: held?.bytesDone ?? 0,
    isHeld: role === 'receiver' && Boolean(held?.isFinished),
    savedAt: record?.savedAt ?? {},
  };
}

/** Opens what was offered to this person, if it was sealed to this device. */
async function openHere(id: TransferId): Promise<void> {
  const entry = entryOf(id);
  if (!entry || entry.manifest || entry.isUnreadable || entry.transfer.isSender || !identity) return;
  const offer = await api.transfers.sealedOffer.query({ transferId: id });
  const sealed = offer.sealedKeys.find(({ deviceId }) => deviceId === identity?.deviceId)?.sealed;
  const key = sealed ? await identity.keys.openTransferKey(sealed, id) : null;
  // Checking what a stranger wrote brings its schemas along: only when there is something to check.
  const { openManifest } = await import('./engine/manifestOpening.ts');
  const manifest = key && (await openManifest(key, id, offer.sealedManifest));
  if (!key || !manifest || !agrees(manifest.files, entry.transfer)) return changeEntry(id, { isUnreadable: true });
  transferKeys.set(id, key);
  await keepRecord(entry.transfer, manifest, sealed ?? null);
  changeEntry(id, { manifest });
}

// The server was told a count and a sum; a manifest that says otherwise is not what was announced.
function agrees(files: { sizeBytes: number }[], { fileCount, totalBytes }: Transfer): boolean {
  return files.length === fileCount && files.reduce((sum, file) => sum + file.sizeBytes, 0) === totalBytes;
}

async function keepRecord(
  { id, matchId, isSender }: Transfer,
  manifest: TransferRecord['manifest'],
  sealedKey: string | null,
) {
  const createdAt = new Date().toISOString();
  await writeRecord({ transferId: id, matchId, isSender, manifest, sealedKey, savedAt: {}, createdAt }).catch(() => {});
}

/** The transfer key, from memory or as it was sealed to this device. */
async function keyOf(id: TransferId): Promise<Uint8Array | null> {
  const known = transferKeys.get(id);
  if (known) return known;
  const record = (await readRecords()).find(({ transferId }) => transferId === id);
  const key = record?.sealedKey && identity ? await identity.keys.openTransferKey(record.sealedKey, id) : null;
  if (key) transferKeys.set(id, key);
  return key;
}

async function reopenSilently(entry: TransferEntry): Promise<(File | null)[]> {
  const reopened = await reopenFiles(entry.id);
  changeEntry(entry.id, { canReopen: reopened?.needsTap ?? false });
  return entry.manifest?.files.map((_, index) => reopened?.files[index]?.file ?? null) ?? [];
}

/** Offers files to the other side of a match. */
export async function offer(matchId: MatchId, partnerId: AccountId, picked: PickedFile[]): Promise<PreparedOffer> {
  identity ??= await registerDevice();
  const prepared = await prepareOffer({ identity, matchId, partnerId, picked });
  transferKeys.set(prepared.record.transferId, prepared.transferKey);
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
  identity ??= await registerDevice();
  await heard(await api.transfers.accept.mutate({ transferId: id, deviceId: identity.deviceId, chosenFiles }));
}

export async function refuse(id: TransferId): Promise<void> {
  await heard(await api.transfers.refuse.mutate({ transferId: id }));
}

/** Ends it for both sides. The other device hears it at once; the server when it can be reached. */
export async function cancel(id: TransferId): Promise<void> {
  sessions.cancel(id);
  await say(`cancel ${id}`, () => api.transfers.cancel.mutate({ transferId: id }));
}

export const pause = (id: TransferId): void => sessions.pause(id);
export const resume = (id: TransferId): void => sessions.resume(id);

/** Takes up what stopped: with a new session from the last block that is on disk. */
export async function tryAgain(id: TransferId): Promise<void> {
  const entry = entryOf(id);
  if (entry && isOurs(entry.transfer)) await sessions.restart(entry);
}

/** Opens the remembered files again; call it in the task of a tap, since the browser asks. */
export async function reopen(id: TransferId): Promise<void> {
  const reopened = await reopenFiles(id, { isAsking: true });
  const files = reopened?.files.flatMap((picked, index): [number, File][] => (picked ? [[index, picked.file]] : []));
  if (files?.length) provide(id, files);
  changeEntry(id, { canReopen: false });
}

/** Files chosen again after a reload, told apart by name and size; returns how many fitted. */
export function chooseAgain(id: TransferId, picked: PickedFile[]): number {
  const entry = entryOf(id);
  const wanted = entry?.snapshot?.state === 'needs_file' ? entry.snapshot.neededFiles.map(({ index }) => index) : [];
  const left = new Set(wanted);
  const fitting: [number, File][] = [];
  for (const { file } of picked) {
    const sameName = [...left].filter((index) => entry?.manifest?.files[index]?.name === file.name);
    const sameSize = (index: number) => entry?.manifest?.files[index]?.sizeBytes === file.size;
    // Of one file only one can be meant, whatever it is called now: the engine looks inside.
    const index = sameName.find(sameSize) ?? sameName[0] ?? (left.size === 1 ? [...left][0] : [...left].find(sameSize));
    if (index === undefined) continue;
    left.delete(index);
    fitting.push([index, file]);
  }
  provide(id, fitting);
  return fitting.length;
}

function provide(id: TransferId, files: [number, File][]): void {
  const all = filesAtHand.get(id) ?? [];
  for (const [index, file] of files) all[index] = file;
  filesAtHand.set(id, all);
  sessions.provideFiles(id, files);
}

/** A received file, on this device's disk. */
export const receivedFile = (id: TransferId, index: number): Promise<File> => getFile(id, index);

/** Remembers what was saved. Once all is, the bytes here go; a download still under way reads them for a while. */
export async function markSaved(id: TransferId, indices: number[], isCertain: boolean): Promise<void> {
  const now = new Date().toISOString();
  const saved: Record<number, string> = Object.fromEntries(indices.map((index) => [index, now]));
  const entry = entryOf(id);
  if (!entry) return;
  const savedAt = { ...entry.savedAt, ...saved };
  changeEntry(id, { savedAt });
  await changeRecord(id, (record) => ({ ...record, savedAt: { ...record.savedAt, ...saved } }));
  if (chosenOf(entry).every((index) => savedAt[index]))
    setTimeout(() => void removeHere(id), isCertain ? 0 : keepSourceMs);
}

/** Removes the received bytes from this device. */
export async function removeHere(id: TransferId): Promise<void> {
  await sessions.close(id);
  await deleteTransfer(id, 'receiver').catch(() => {});
  changeEntry(id, { isHeld: false, heldBytes: 0 });
}

/** All is verified here: the server is told, now or when it can be reached. */
async function completeHere(id: TransferId): Promise<void> {
  if (entryOf(id)?.transfer.isSender) return;
  changeEntry(id, { isHeld: true });
  await say(`complete ${id}`, () => api.transfers.complete.mutate({ transferId: id })).catch(() => {});
}

async function say(key: string, command: () => Promise<Transfer>): Promise<void> {
  try {
    await heard(await command());
  } catch (error) {
    if (isUnreachable(error)) unsaid.set(key, command);
    else throw error;
  }
}

/** Lets go of everything that an ended transfer held: on the sender's device all, on the receiver's what is of no use. */
async function ended(entry: TransferEntry): Promise<void> {
  const { id, transfer } = entry;
  if (transfer.state === 'completed' && !transfer.isSender) {
    await sessions.settle(id);
    await dropSaved(entry);
  } else {
    await sessions.close(id);
    await deleteTransfer(id, transfer.isSender ? 'sender' : 'receiver').catch(() => {});
    changeEntry(id, { isHeld: false, heldBytes: 0 });
  }
  transferKeys.delete(id);
  filesAtHand.delete(id);
  if (transfer.isSender) await forgetFiles(id);
  await changeRecord(id, (record) => ({ ...record, sealedKey: null }));
}

// Saved by a download in an earlier life of the page: by now nothing reads it any more.
async function dropSaved(entry: TransferEntry): Promise<void> {
  const moments = chosenOf(entry).map((index) => Date.parse(entry.savedAt[index] ?? ''));
  const isLongSaved = moments.length > 0 && moments.every((at) => at + keepSourceMs < Date.now());
  if (isLongSaved && entry.isHeld) await removeHere(entry.id);
}
