import type { PauseReason } from '../../shared/transfers/control.ts';
import { isOnThisDevice } from './deviceIdentity.ts';
import type { NeededFile } from './engine/engineReport.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { hasArrived, isOver, type TransferEntry } from './transferEntry.ts';
import { isPausedHere } from './transferWords.ts';

/** What can be done about a transfer at this moment, out of what is known of it. */

/** Files that the sender is to choose again now. */
export function neededOf(entry: TransferEntry): NeededFile[] {
  const { snapshot } = entry;
  const state = liveStateOf(entry);
  const isStill = !state || state === 'failed' || state === 'ended';
  return !snapshot || isStill || isPausedHere(snapshot) ? [] : snapshot.neededFiles;
}

/** Why this device has paused it; null where it has not. */
export function myPauseOf({ snapshot }: TransferEntry): PauseReason | null {
  return snapshot?.state === 'paused' && snapshot.by === 'self' ? snapshot.reason : null;
}

export const canPause = (entry: TransferEntry): boolean =>
  ['transferring', 'waiting', 'connecting', 'reconnecting'].includes(liveStateOf(entry) ?? '');

/** `mayRelay`: the person does not forbid the relay on this device. */
export function canLeave(entry: TransferEntry, mayRelay: boolean): boolean {
  const { transfer } = entry;
  // The files are with the device that offered them.
  if (!transfer.isSender || !isOnThisDevice(transfer)) return false;
  if (entry.isLeft || entry.isCancelled || !mayRelay || isOver(entry)) return false;
  return (
    transfer.state === 'offered' ||
    ['waiting', 'connecting', 'reconnecting', 'failed'].includes(liveStateOf(entry) ?? '')
  );
}

/** Once every block is verified there is nothing left to cancel; the server only has to hear of it. */
export const canCancel = (entry: TransferEntry): boolean =>
  !isOver(entry) &&
  !entry.isCancelled &&
  !hasArrived(entry) &&
  liveStateOf(entry) !== 'verified' &&
  (entry.transfer.isSender || entry.transfer.state === 'accepted');

export function canTryAgain(entry: TransferEntry): boolean {
  const { snapshot } = entry;
  if (!liveStateOf(entry) || !snapshot) return false;
  return snapshot.state === 'failed' || (snapshot.state === 'ended' && snapshot.isResumable);
}

/** How its session goes, for as long as that matters. */
function liveStateOf(entry: TransferEntry): SessionSnapshot['state'] | undefined {
  const { transfer, snapshot } = entry;
  // Also while it goes to the relay before anyone has answered.
  const isRunning = !hasArrived(entry) && (transfer.state === 'accepted' || entry.isLeft);
  return isRunning && !isOver(entry) ? snapshot?.state : undefined;
}
