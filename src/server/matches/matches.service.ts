import type { Prisma } from '../../generated/prisma/client.ts';
import type { Person } from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, ConversationId, EventId, MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { asOf, type MatchInput, nextMatch, PROPOSAL_LIFE_MS } from '../../shared/matches/matchState.ts';
import { type Database, isGone, isTaken } from '../core/database.ts';
import type { Announce, Clock, Log } from '../core/ports.ts';
import { createMatchLists } from './matchLists.ts';
import { changesOf, inOrder, isRatable, type MatchRow, partnerIn, sideOf, toLife, unchanged } from './matchRow.ts';

export interface MatchesParts {
  db: Database;
  clock: Clock;
  announce: Announce;
  log: Log;
  isAttending(event: EventId, account: AccountId): Promise<boolean>;
  eventNames(ids: EventId[]): Promise<Map<EventId, string>>;
  people(ids: AccountId[]): Promise<Map<AccountId, Person>>;
  /** Which of these matches this party has rated the other after. */
  ratedAmong(rater: AccountId, ids: MatchId[]): Promise<Set<MatchId>>;
  /** Makes the private conversation of two people, inside the transaction that accepts their match. */
  openConversation(tx: Prisma.TransactionClient, accounts: [AccountId, AccountId]): Promise<ConversationId>;
  /** Called once that is committed, so that both hear what is said there. */
  conversationOpened(id: ConversationId, accounts: [AccountId, AccountId]): void;
}

export interface Proposal {
  matchId: MatchId;
  eventId: EventId;
  recipientId: AccountId;
}

/** However many hands reach for one match, each retry means that another's step was written. */
const MAX_TRIES = 30;
const SWEEP_SIZE = 100;

/** Matches: two people at one event agree to exchange a video. To anyone but the two a match does not exist. */
export function createMatchesService(parts: MatchesParts) {
  const { db, clock, announce, log } = parts;
  const lists = createMatchLists(parts);

  async function findAsParty(id: MatchId, party: AccountId): Promise<MatchRow> {
    const row = await db.match.findFirst({ where: { id, OR: [{ lowId: party }, { highId: party }] } });
    if (!row) throw new DomainError('matches.not_found');
    return row;
  }

  async function findPair(event: EventId, a: AccountId, b: AccountId): Promise<MatchRow | null> {
    return db.match.findUnique({ where: { eventId_lowId_highId: { eventId: event, ...inOrder(a, b) } } });
  }

  /** Takes one step from what was read; null when another was faster. `row` itself when there is nothing to do. */
  async function tryStep(row: MatchRow, input: MatchInput, newId?: MatchId): Promise<MatchRow | null> {
    const life = toLife(row);
    const step = nextMatch(life, input);
    if ('refusal' in step) throw new DomainError(step.refusal);
    if (step.life === life) return row;
    const data = { ...changesOf(row, step.life, clock.now()), ...(newId && { id: newId }) };
    const isOpening = row.state === 'proposed' && step.life.state === 'accepted';
    const written = isOpening ? await open(row, data) : await write(db, row, data);
    if (written) log.info({ matchId: written.id, state: written.state }, 'match changed');
    return written;
  }

  async function write(
    tx: Prisma.TransactionClient,
    row: MatchRow,
    data: Prisma.MatchUncheckedUpdateManyInput,
  ): Promise<MatchRow | null> {
    try {
      const [written] = await tx.match.updateManyAndReturn({ where: unchanged(row), data });
      return written ?? null;
    } catch (error) {
      throw isTaken(error) ? new DomainError('matches.already_open', { cause: error }) : error;
    }
  }

  // The match and its conversation come to be together or not at all; the guarded write makes it once.
  async function open(row: MatchRow, data: Prisma.MatchUncheckedUpdateManyInput): Promise<MatchRow | null> {
    const pair: [AccountId, AccountId] = [row.lowId as AccountId, row.highId as AccountId];
    const opened = await db.$transaction(async (tx) => {
      const accepted = await write(tx, row, data);
      if (!accepted) return null;
      const conversationId = accepted.conversationId ?? (await parts.openConversation(tx, pair));
      return tx.match.update({ where: { id: accepted.id }, data: { conversationId } });
    });
    return opened;
  }

  /** Repeats until the step is taken on what really stands. */
  async function take(
    find: () => Promise<MatchRow>,
    input: (row: MatchRow) => MatchInput,
  ): Promise<{ row: MatchRow; isChanged: boolean }> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const row = await find();
      const written = await tryStep(row, input(row));
      if (written) return { row: written, isChanged: written !== row };
    }
    throw new DomainError('server.unavailable');
  }

  /** A step that is repeated is told again, too: whoever took it the time before may have died on the way to telling it. */
  async function tellBoth(name: 'match:proposed' | 'match:changed', row: MatchRow): Promise<void> {
    const pair: [AccountId, AccountId] = [row.lowId as AccountId, row.highId as AccountId];
    if (row.state === 'accepted') parts.conversationOpened(row.conversationId as ConversationId, pair);
    for (const viewer of pair) {
      announce(name, `account:${viewer}`, { match: await seenBy(viewer, row) });
    }
  }

  async function seenBy(viewer: AccountId, row: MatchRow): Promise<Match> {
    const [match] = await lists.seenBy(viewer, [row]);
    if (!match) throw new DomainError('matches.not_found');
    return match;
  }

  const byParty = (input: 'accept' | 'decline' | 'withdraw' | 'be-content') => async (id: MatchId, by: AccountId) => {
    const { row } = await take(
      () => findAsParty(id, by),
      (found) => ({ input, by: sideOf(found, by), nowMs: clock.now().getTime() }),
    );
    await tellBoth('match:changed', row);
    return seenBy(by, row);
  };

  async function createProposal({ matchId, eventId, recipientId }: Proposal, by: AccountId): Promise<MatchRow | null> {
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + PROPOSAL_LIFE_MS);
    const pair = inOrder(by, recipientId);
    try {
      return await db.match.create({
        data: { id: matchId, eventId, ...pair, proposerId: by, createdAt: now, proposedAt: now, expiresAt },
      });
    } catch (error) {
      if (isTaken(error)) return null;
      // The event was taken back meanwhile.
      throw isGone(error) ? new DomainError('matches.not_at_event', { cause: error }) : error;
    }
  }

  /** One try: the row as it stands afterwards and whether it came to be so; null when another was faster. */
  async function tryPropose(proposal: Proposal, by: AccountId): Promise<{ row: MatchRow; isNew: boolean } | null> {
    const row = await findPair(proposal.eventId, by, proposal.recipientId);
    if (!row) {
      const created = await createProposal(proposal, by);
      if (created) return { row: created, isNew: true };
      // Either the other was faster, or the id belongs to some other match.
      if (!(await findPair(proposal.eventId, by, proposal.recipientId))) throw new DomainError('matches.already_open');
      return null;
    }
    const isRepeated = row.id === proposal.matchId && row.proposerId === by;
    if (isRepeated) return { row, isNew: false };
    const nowMs = clock.now().getTime();
    // A proposal made anew is a new thing with the id its maker gave it; nothing refers to the old one.
    const isAnew = asOf(toLife(row), nowMs).state !== 'proposed';
    const input: MatchInput = { input: 'propose', by: sideOf(row, by), nowMs };
    const written = await tryStep(row, input, isAnew ? proposal.matchId : undefined);
    // One's own question is still open, under another id.
    if (written === row && row.state === 'proposed') throw new DomainError('matches.already_open');
    return written && { row: written, isNew: written !== row };
  }

  return {
    ...lists,

    /** Asks someone at the same event. If they have asked already, this is the answer. */
    async propose(proposal: Proposal, by: AccountId): Promise<Match> {
      if (proposal.recipientId === by) throw new DomainError('matches.with_yourself');
      // One refusal for all: it tells nothing of who is where.
      for (const account of [by, proposal.recipientId]) {
        if (!(await parts.isAttending(proposal.eventId, account))) throw new DomainError('matches.not_at_event');
      }
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const done = await tryPropose(proposal, by);
        if (!done) continue;
        const { row, isNew } = done;
        // Asked once, however often it is said: nobody is interrupted twice by one question.
        await tellBoth(isNew && row.state === 'proposed' ? 'match:proposed' : 'match:changed', row);
        return seenBy(by, row);
      }
      throw new DomainError('server.unavailable');
    },

    /** The recipient says yes: the private conversation opens. */
    accept: byParty('accept'),
    decline: byParty('decline'),
    /** The proposer takes the question back. */
    withdraw: byParty('withdraw'),
    /** This party has what they wanted; when both say so the match is complete. */
    content: byParty('be-content'),

    async get(id: MatchId, viewer: AccountId): Promise<Match> {
      return seenBy(viewer, await findAsParty(id, viewer));
    },

    /** For a transfer that may come to be under this match: who the other is. */
    async partnerForTransfer(id: MatchId, by: AccountId): Promise<AccountId> {
      const row = await findAsParty(id, by);
      const step = nextMatch(toLife(row), { input: 'reopen', nowMs: clock.now().getTime() });
      if ('refusal' in step) throw new DomainError(step.refusal);
      return partnerIn(row, by);
    },

    /** There is a transfer under this match: a completed one is open again. */
    async openForTransfer(id: MatchId, by: AccountId): Promise<void> {
      const { row, isChanged } = await take(
        () => findAsParty(id, by),
        () => ({ input: 'reopen', nowMs: clock.now().getTime() }),
      );
      if (isChanged) await tellBoth('match:changed', row);
    },

    /** For a rating: who the other is, and whether the match is complete or was so before. */
    async forRating(id: MatchId, by: AccountId): Promise<{ partnerId: AccountId; isRatable: boolean }> {
      const row = await findAsParty(id, by);
      return { partnerId: partnerIn(row, by), isRatable: isRatable(row) };
    },

    /** Ends proposals past their time; both sides are told. Returns how many. */
    async sweep(): Promise<number> {
      const nowMs = clock.now().getTime();
      const overdue = await db.match.findMany({
        where: { state: 'proposed', expiresAt: { lte: new Date(nowMs) } },
        take: SWEEP_SIZE,
      });
      for (const row of overdue) {
        const written = await tryStep(row, { input: 'expire', nowMs });
        if (written) await tellBoth('match:changed', written);
      }
      return overdue.length;
    },
  };
}

export type MatchesService = ReturnType<typeof createMatchesService>;
