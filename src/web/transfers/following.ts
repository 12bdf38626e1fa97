import type { TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { api } from '../core/api.ts';
import { isUnreachable, toAppError } from '../core/appError.ts';
import { makeUnsaid } from '../core/unsaid.ts';
import { deleteTransfer, leaveWhole, listTransfers } from './engine/ledger.ts';
import { wholeFilesOf } from './engine/wholeFiles.ts';
import { changeEntry, entryOf, takeIn, unfinishedEntries } from './exchangeStore.ts';
import { forgetFiles, forgetFilesExcept, reopenFiles } from './files/fileHandles.ts';
import { areSaved } from './files/savedFiles.ts';
import { noteHeard } from './lastHeard.ts';
import { makeLiveSessions } from './liveSessions.ts';
import { letNewDevicesIn } from './newDevices.ts';
import { tellTabs } from './receivedNews.ts';
import { readOwnShares } from './shares/shareDb.ts';
import { chosenOf, hasArrived, isOver, type TransferEntry } from './transferEntry.ts';
import { forgetKey, isOurOffer, isOurs, keyOf, openOffer } from './transferKeys.ts';
import { changeRecord, readRecords, type TransferRecord, writeRecord } from './transferRecords.ts';
import { noteWhole } from './wholeHere.ts';

/** Does in this browser what the server's word about a transfer asks for: opens, runs, lets go. */

/** Files chosen in this life of the page; after a reload they are opened by their handles or chosen again. */
export const filesAtHand = new Map<TransferId, (File | null)[]>();
/** Said by the person, or of their files, and not yet heard by the server. */
const unsaid = makeUnsaid<Transfer>(heard);

/** What this browser kept of transfers that it has just heard of for the first time is being read. */
const recalling = new Map<TransferId, Promise<void>>();

/** For so long an offer may wait in its page until the server can be reached. */
const PREPARED_MS = 24 * 3600_000;

export const sessions = makeLiveSessions({
  keyOf,
  filesOf: async (entry) => filesAtHand.get(entry.id) ?? (await reopenSilently(entry)),
  hasFiles: (id) => filesAtHand.has(id),
  keepFiles(id, files) {
    const all = filesAtHand.get(id) ?? [];
    for (const [index, file] of files) all[index] = file;
    filesAtHand.set(id, all);
  },
  isPaused: async (id) => (await readRecords()).find(({ transferId }) => transferId === id)?.isPaused ?? false,
  onShown: noteWhole,
  onVerified: (id) => void completeHere(id),
  onCancelledElsewhere: (id) => void tellCancelled(id).catch(() => {}),
});

/** Takes in what the server says of a transfer, and does what that asks for. */
export async function heard(transfer: Transfer): Promise<void> {
  try {
    await follow(transfer);
  } catch (error) {
    // Without a network it is asked for again after the next reconnect.
    if (!isUnreachable(error)) console.error('a transfer could not be followed', toAppError(error).code, error);
  }
}

/** Does what this word of the server asks of this browser: opens, runs, or lets go. */
async function follow(transfer: Transfer): Promise<void> {
  const { id } = transfer;
  const isNew = !entryOf(id);
  const entry = takeIn(transfer);
  noteHeard(entry.transfer);
  if (isNew) {
    const recalled = kept(transfer).then((what) => changeEntry(id, what));
    recalling.set(
      id,
      recalled.finally(() => recalling.delete(id)),
    );
  }
  // Also where this is the second word in a moment: what is held here decides what an end asks for.
  await recalling.get(id);
  if (isOver(entry)) return ended(entryOf(id) ?? entry);
  // The server did not hear it in an earlier life of the page.
  if (entryOf(id)?.isCancelled) return tellCancelled(id);
  await openHere(id);
  const known = entryOf(id);
  if (known && isToRun(known)) await sessions.run(known);
  // Verified here, which the server does not know.
  if (known?.snapshot?.state === 'verified' && known.transfer.state === 'accepted') await completeHere(known.id);
}

/** Accepted, or left to the relay before anyone has answered. */
export function isToRun({ manifest, transfer, isLeft }: TransferEntry): boolean {
  return manifest !== null && (isOurs(transfer) || (isLeft && isOurOffer(transfer)));
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
    wholeHere: role === 'receiver' && held ? held.verifiedFiles : [],
    savedAt: record?.savedAt ?? {},
    handedAt: record?.handedAt,
    isLeft: record?.isLeft ?? false,
    isCancelled: record?.isCancelled ?? false,
  };
}

/** Opens what was offered to this person, if it was sealed to this device. */
async function openHere(id: TransferId): Promise<void> {
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

async function reopenSilently(entry: TransferEntry): Promise<(File | null)[]> {
  const reopened = await reopenFiles(entry.id);
  changeEntry(entry.id, { canReopen: reopened?.needsTap ?? false });
  return entry.manifest?.files.map((_, index) => reopened?.files[index]?.file ?? null) ?? [];
}

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

/** All is verified here: the server is told, now or when it can hear it. */
async function completeHere(id: TransferId): Promise<void> {
  if (entryOf(id)?.transfer.isSender) return;
  changeEntry(id, { isHeld: true });
  await say(`complete ${id}`, () => complete(id)).catch(() => {});
}

const complete = (id: TransferId): Promise<Transfer> => api.transfers.complete.mutate({ transferId: id });

/** Tells the server, now or when it can hear it. */
const say = unsaid.say;

/** The person called it off: the server is told, now or when it can hear it. */
export const tellCancelled = (id: TransferId): Promise<void> =>
  say(`cancel ${id}`, () => api.transfers.cancel.mutate({ transferId: id }));

/** Lets go of what an ended transfer held: on the sender's device of all, on the receiver's of what did not come whole. */
async function ended(entry: TransferEntry): Promise<void> {
  const { id, transfer } = entry;
  if (hasArrived(entry)) {
    await sessions.settle(id);
    await dropSaved(entry);
  } else {
    await sessions.close(id);
    if (transfer.isSender) await deleteTransfer(id, 'sender').catch(() => {});
    // Where nothing can be let go now, all stays until the next reconnect, and what is whole can be saved all the same.
    const wholeHere = transfer.isSender ? [] : ((await leaveWhole(id)) ?? (await wholeFilesOf(id).catch(() => null)));
    changeEntry(id, { isHeld: isAllOf(entry, wholeHere), heldBytes: 0, ...(wholeHere && { wholeHere }) });
    await dropSaved(entryOf(id) ?? entry);
  }
  forgetKey(id);
  filesAtHand.delete(id);
  if (transfer.isSender) await forgetFiles(id);
  await changeRecord(id, (record) => ({ ...record, sealedKey: null }));
}

/** All that was asked for came whole in the last moment, whatever was said of the transfer meanwhile. */
function isAllOf(entry: TransferEntry, whole: number[] | null): boolean {
  const chosen = chosenOf(entry);
  const here = new Set(whole);
  return chosen.length > 0 && chosen.every((index) => here.has(index));
}

/** Takes the received bytes off this device once all of them are saved for certain; the page may have closed just then. */
export async function dropSaved(entry: TransferEntry): Promise<void> {
  // More may have come whole in the last moment than this page knows of.
  const here = entry.isHeld ? chosenOf(entry) : await wholeFilesOf(entry.id).catch(() => []);
  if (areSaved(here, entry)) await removeHere(entry.id).catch(() => {});
}

/** Removes the received bytes from this device. */
export async function removeHere(id: TransferId): Promise<void> {
  // A server that has not heard that all came would have it all sent again.
  if (entryOf(id)?.transfer.state === 'accepted') await heard(await complete(id));
  await sessions.close(id);
  await deleteTransfer(id, 'receiver');
  const nothing = { isHeld: false as const, wholeHere: [] as number[] };
  changeEntry(id, { ...nothing, heldBytes: 0 });
  tellTabs(id, nothing);
}

/** Forgets what this page holds of the person who was signed in. */
export function letGoOfAll(): void {
  sessions.closeAll();
  filesAtHand.clear();
  unsaid.forgetAll();
}
