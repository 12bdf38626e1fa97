import type { TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { api } from '../core/api.ts';
import { isUnreachable, toAppError } from '../core/appError.ts';
import { makeUnsaid } from '../core/unsaid.ts';
import { deleteTransfer, leaveWhole } from './engine/ledger.ts';
import { wholeFilesOf } from './engine/wholeFiles.ts';
import { changeEntry, entryOf, takeIn } from './exchangeStore.ts';
import { forgetFiles, reopenFiles } from './files/fileHandles.ts';
import { areSaved } from './files/savedFiles.ts';
import { keptEntry } from './keptEntry.ts';
import { noteHeard } from './lastHeard.ts';
import { makeLiveSessions } from './liveSessions.ts';
import { openHere } from './offerOpening.ts';
import { tellTabs } from './receivedNews.ts';
import { chosenOf, hasArrived, isOver, type TransferEntry } from './transferEntry.ts';
import { forgetKey, isOurOffer, isOurs, keyOf } from './transferKeys.ts';
import { changeRecord, readRecords } from './transferRecords.ts';
import { noteWhole } from './wholeHere.ts';

/** Does in this browser what the server's word about a transfer asks for: opens, runs, lets go. */

/** Files chosen in this life of the page; after a reload they are opened by their handles or chosen again. */
export const filesAtHand = new Map<TransferId, (File | null)[]>();
/** Said by the person, or of their files, and not yet heard by the server. */
export const unsaid = makeUnsaid<Transfer>(heard);

/** What this browser kept of transfers that it has just heard of for the first time is being read. */
const recalling = new Map<TransferId, Promise<void>>();

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
    const recalled = keptEntry(transfer).then((what) => changeEntry(id, what));
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

async function reopenSilently(entry: TransferEntry): Promise<(File | null)[]> {
  const reopened = await reopenFiles(entry.id);
  changeEntry(entry.id, { canReopen: reopened?.needsTap ?? false });
  return entry.manifest?.files.map((_, index) => reopened?.files[index]?.file ?? null) ?? [];
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
