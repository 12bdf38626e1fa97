import { createSignal } from 'solid-js';
import type { MatchId, TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { isOver, type TransferEntry } from './transferEntry.ts';

/** All transfers that this page knows, newest first. */
const [entries, setEntries] = createSignal<ReadonlyMap<TransferId, TransferEntry>>(new Map());

export function entryOf(id: TransferId): TransferEntry | undefined {
  return entries().get(id);
}

export function allEntries(): TransferEntry[] {
  return [...entries().values()].sort((a, b) => b.transfer.createdAt.localeCompare(a.transfer.createdAt));
}

export function entriesOfMatch(matchId: MatchId): TransferEntry[] {
  return allEntries().filter(({ transfer }) => transfer.matchId === matchId);
}

/** What someone offers to this person and no device of theirs has answered. */
export function incomingOffers(): TransferEntry[] {
  return allEntries().filter(({ transfer }) => !transfer.isSender && transfer.state === 'offered');
}

export function unfinishedEntries(): TransferEntry[] {
  return allEntries().filter((entry) => !isOver(entry));
}

/** Takes in what the server says, and what is known here besides; later states win over earlier ones that arrive late. */
export function takeIn(transfer: Transfer, knownHere: Partial<TransferEntry> = {}): TransferEntry {
  const before = entries().get(transfer.id);
  const kept = before && isOlder(transfer, before.transfer) ? before.transfer : transfer;
  const entry: TransferEntry = before
    ? { ...before, ...knownHere, transfer: kept }
    : { ...blank(transfer), ...knownHere };
  put(entry);
  return entry;
}

export function changeEntry(id: TransferId, change: Partial<TransferEntry>): void {
  const entry = entries().get(id);
  if (entry) put({ ...entry, ...change });
}

export function forgetAllEntries(): void {
  setEntries(new Map());
}

function put(entry: TransferEntry): void {
  setEntries((all) => new Map(all).set(entry.id, entry));
}

function blank(transfer: Transfer): TransferEntry {
  return {
    id: transfer.id,
    transfer,
    manifest: null,
    isUnreadable: false,
    awaitsKey: false,
    isLeft: false,
    isCancelled: false,
    snapshot: null,
    canReopen: false,
    heldBytes: 0,
    savedAt: {},
    isHeld: false,
    wholeHere: [],
  };
}

const order: Record<Transfer['state'], number> = {
  offered: 0,
  accepted: 1,
  refused: 2,
  cancelled: 2,
  completed: 2,
  failed: 2,
  expired: 2,
};

// An answer to an old question may arrive after a newer announcement.
function isOlder(news: Transfer, known: Transfer): boolean {
  return order[news.state] < order[known.state];
}
