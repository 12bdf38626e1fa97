import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, TransferId } from '../../shared/core/ids.ts';
import type { Transfer } from '../../shared/transfers/transfer.ts';
import { isLive, nextTransfer, type Role, type TransferInput } from '../../shared/transfers/transferState.ts';
import type { Database } from '../core/database.ts';
import type { Meters } from '../core/meters.ts';
import type { Announce, Clock, Log } from '../core/ports.ts';
import { countStep } from './transferFigures.ts';
import { type BareRow, changesOf, roleOf, toLife, toTransfer, withoutSealed } from './transferRow.ts';

export interface TransferStepsParts {
  db: Database;
  clock: Clock;
  announce: Announce;
  log: Log;
  meters: Meters;
}

const MAX_TRIES = 20;

/** The steps of a transfer's life: each is written only onto what it was decided on, and both parties are told. */
export function createTransferSteps({ db, clock, announce, log, meters }: TransferStepsParts) {
  async function findAsParty(id: TransferId, party: AccountId): Promise<BareRow> {
    const isParty = { OR: [{ senderId: party }, { recipientId: party }] };
    const row = await db.transfer.findFirst({ where: { id, ...isParty }, omit: withoutSealed });
    if (!row) throw new DomainError('transfers.not_found');
    return row;
  }

  const endHandlers: ((id: TransferId) => Promise<void>)[] = [];
  async function tellEnded(id: TransferId): Promise<void> {
    for (const handle of endHandlers) {
      // What a handler leaves undone its own sweep does.
      await handle(id).catch((error: unknown) => log.error({ transferId: id, err: error }, 'ended, not all cleared'));
    }
  }

  function tellBoth(name: 'transfer:offered' | 'transfer:changed', row: BareRow): void {
    for (const viewer of [row.senderId, row.recipientId] as AccountId[]) {
      announce(name, `account:${viewer}`, { transfer: toTransfer(row, viewer, clock.now()) });
    }
  }

  /** Writes the step only onto what was read; null when another was faster, `row` itself when there is nothing to do. */
  async function tryStep(
    row: BareRow,
    input: TransferInput,
    more: { by: AccountId | null; chosenFiles?: number[] },
  ): Promise<BareRow | null> {
    const before = toLife(row);
    const step = nextTransfer(before, input);
    if ('refusal' in step) throw new DomainError(step.refusal);
    if (step.life === before) return row;
    const [written] = await db.transfer.updateManyAndReturn({
      where: { id: row.id, state: row.state, recipientDeviceId: row.recipientDeviceId },
      data: {
        ...changesOf(step.life, clock.now(), more.by),
        ...(step.life.state === 'accepted' && { chosenFiles: more.chosenFiles }),
        ...(step.life.state === 'completed' && row.chosenFiles.length === 0 && { receivedBytes: row.totalBytes }),
      },
      omit: withoutSealed,
    });
    if (!written) return null;
    // The reason code is all that is kept of a failure: no address, no description, no name.
    log.info({ transferId: row.id, state: written.state, reason: written.endReason }, 'transfer changed');
    countStep(meters, row, written);
    tellBoth('transfer:changed', written);
    if (!isLive(step.life)) await tellEnded(written.id as TransferId);
    return written;
  }

  async function take(
    id: TransferId,
    by: AccountId,
    input: (role: Role) => TransferInput,
    chosenFiles?: (row: BareRow) => number[],
  ): Promise<Transfer> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const row = await findAsParty(id, by);
      const written = await tryStep(row, input(roleOf(row, by)), { by, chosenFiles: chosenFiles?.(row) });
      // Whoever took the step the time before may have died on the way to telling it.
      if (written === row) tellBoth('transfer:changed', row);
      if (written) return toTransfer(written, by, clock.now());
    }
    throw new DomainError('server.unavailable');
  }

  return {
    /** The transfer, for its parties; to all others none exists. */
    findAsParty,
    tellBoth,
    tryStep,
    take,

    /** Runs when a transfer has ended, however it did. */
    onEnded(handle: (id: TransferId) => Promise<void>): void {
      endHandlers.push(handle);
    },
  };
}
