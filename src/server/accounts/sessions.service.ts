import { uuidv7 } from 'uuidv7';
import type { SessionSummary } from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, SessionId } from '../../shared/core/ids.ts';
import { batched } from '../core/batched.ts';
import type { Database } from '../core/database.ts';
import type { Clock, Fanout, Log } from '../core/ports.ts';
import { browserName } from './browserName.ts';
import type { KnownBrowsers } from './knownBrowsers.ts';
import type { Principal } from './principal.ts';
import type { RevocationSource, Revocations } from './revocations.ts';
import { ACCESS_SECONDS, type AccessTokens, makeRefreshToken, REFRESH_SECONDS, readRefreshToken } from './tokens.ts';

export interface SessionsParts {
  db: Database;
  clock: Clock;
  fanout: Fanout;
  log: Log;
  tokens: AccessTokens;
  knownBrowsers: KnownBrowsers;
  revocations: Revocations;
}

/** What a browser is given: a new access token, where the family rotated a new refresh token, and what it is known by later. */
export interface Grant {
  accessToken: string;
  refreshToken: string | null;
  knownMark: string;
}

/** Two tabs may present one token within this time; both are the same browser. */
const RACE_MS = 30_000;
const later = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);

/** Sessions: each a signed-in browser, known by a family of rotating refresh tokens (RFC 9700, 4.14.2). */
export function createSessionsService(parts: SessionsParts) {
  const { db, clock, fanout, log, tokens, knownBrowsers, revocations } = parts;
  const live = () => ({ revokedAt: null, expiresAt: { gt: clock.now() } });

  const isLive = batched(async (ids: SessionId[]) => {
    const rows = await db.session.findMany({ where: { id: { in: ids }, ...live() }, select: { id: true } });
    return new Map(rows.map(({ id }) => [id as SessionId, true]));
  });

  async function grant(to: Principal, refreshToken: string | null): Promise<Grant> {
    return { accessToken: await tokens.sign(to), refreshToken, knownMark: knownBrowsers.mark(to.accountId) };
  }

  /** Opens a session for a browser that has just proved who it is. */
  async function open(account: AccountId, userAgent: string): Promise<Grant & { sessionId: SessionId }> {
    const id = uuidv7() as SessionId;
    const now = clock.now();
    const { token, hash } = makeRefreshToken(id);
    await db.session.create({
      data: {
        id,
        accountId: account,
        refreshHash: hash,
        userAgent: userAgent.slice(0, 400),
        rotatedAt: now,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: later(now, REFRESH_SECONDS),
      },
    });
    return { ...(await grant({ accountId: account, sessionId: id }, token)), sessionId: id };
  }

  /** Gives a new access token for a refresh token; one that was used up long ago ends its whole session. */
  async function refresh(token: string | undefined): Promise<Grant> {
    const presented = readRefreshToken(token);
    if (!presented) throw new DomainError('accounts.not_signed_in');
    const { session: id, hash } = presented;
    // Guarded updates decide races; who loses one looks again and then holds the previous token.
    for (let attempt = 0; attempt < 3; attempt++) {
      const row = await db.session.findUnique({ where: { id } });
      const now = clock.now();
      if (!row || row.expiresAt <= now) throw new DomainError('accounts.not_signed_in');
      if (row.revokedAt) throw new DomainError('accounts.session_ended');
      const principal = { accountId: row.accountId as AccountId, sessionId: id };
      const isPrevious = hash === row.previousHash;
      if (isPrevious && now.getTime() - row.rotatedAt.getTime() <= RACE_MS) return grant(principal, null);
      if (hash !== row.refreshHash && !isPrevious) {
        log.warn({ sessionId: id }, 'a used refresh token came back: session ended');
        await end([id]);
        throw new DomainError('accounts.session_ended');
      }
      // The current token rotates. The previous one, still shown later, means that the answer with the current one
      // was lost on the way: it rotates too, and the token nobody received is dead from then on.
      const next = makeRefreshToken(id);
      const { count } = await db.session.updateMany({
        where: { id, revokedAt: null, refreshHash: row.refreshHash, rotatedAt: row.rotatedAt },
        data: {
          refreshHash: next.hash,
          previousHash: hash,
          rotatedAt: now,
          lastSeenAt: now,
          expiresAt: later(now, REFRESH_SECONDS),
        },
      });
      if (count === 1) return grant(principal, next.token);
    }
    throw new DomainError('server.unavailable');
  }

  /**
   * Ends sessions everywhere at once: refresh and access tokens are dead, their browsers' keys forgotten, sockets cut.
   * A browser that is told forgets what it holds; one that ends its own session quietly already knows.
   */
  async function end(ids: SessionId[], { quietly = false } = {}): Promise<void> {
    if (ids.length === 0) return;
    const now = clock.now();
    await db.session.updateMany({ where: { id: { in: ids }, revokedAt: null }, data: { revokedAt: now } });
    for (const id of ids) await revocations.add(id, later(now, ACCESS_SECONDS));
    for (const id of ids) {
      if (!quietly) fanout.announce('session:ended', `session:${id}`, {});
      fanout.disconnect(`session:${id}`);
    }
    await db.device.deleteMany({ where: { sessionId: { in: ids } } });
  }

  /** Ends every session of the account. */
  async function endAllOf(accountId: AccountId): Promise<void> {
    const all = await db.session.findMany({ where: { accountId, revokedAt: null }, select: { id: true } });
    await end(all.map(({ id }) => id as SessionId));
  }

  /** Ends every session of the account but the one it asks from. */
  async function endOthers({ accountId, sessionId }: Principal): Promise<void> {
    const others = await db.session.findMany({
      where: { accountId, id: { not: sessionId }, revokedAt: null },
      select: { id: true },
    });
    await end(others.map(({ id }) => id as SessionId));
  }

  return {
    open,
    refresh,
    end,
    endOthers,
    endAllOf,

    /** Ends one session of one's own; one that has ended, too, since the answer to the time before may have been lost. */
    async endOne(account: AccountId, id: SessionId): Promise<void> {
      const row = await db.session.findFirst({ where: { id, accountId: account }, select: { id: true } });
      if (!row) throw new DomainError('accounts.session_not_found');
      await end([id]);
    },

    /** The session whose current or previous refresh token this is; for logging out with an ended access token. */
    async heldBy(token: string | undefined): Promise<SessionId | null> {
      const presented = readRefreshToken(token);
      if (!presented) return null;
      const { session: id, hash } = presented;
      const row = await db.session.findFirst({
        where: { id, ...live(), OR: [{ refreshHash: hash }, { previousHash: hash }] },
        select: { id: true },
      });
      return row && id;
    },

    /** One's signed-in browsers, the one last seen first. */
    async list({ accountId, sessionId }: Principal): Promise<SessionSummary[]> {
      const rows = await db.session.findMany({ where: { accountId, ...live() }, orderBy: { lastSeenAt: 'desc' } });
      return rows.map((row) => ({
        id: row.id as SessionId,
        browser: browserName(row.userAgent),
        current: row.id === sessionId,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
      }));
    },

    /** Looks again at the session of a socket; null when it has ended. */
    async recheck(id: SessionId): Promise<{ checkAt: Date } | null> {
      return (await isLive(id)) ? { checkAt: later(clock.now(), ACCESS_SECONDS) } : null;
    },

    /** Takes away sessions that ended by themselves, and the keys of their browsers. */
    async sweep(): Promise<void> {
      // An access token may outlive its session's expiry by its own length, and its revocation must be found.
      const dead = { expiresAt: { lt: later(clock.now(), -2 * ACCESS_SECONDS) } };
      const rows = await db.session.findMany({ where: dead, select: { id: true }, take: 1000 });
      const ids = rows.map(({ id }) => id);
      await db.device.deleteMany({ where: { sessionId: { in: ids } } });
      await db.session.deleteMany({ where: { id: { in: ids } } });
    },
  };
}

/** What the database knows of sessions that were ended. */
export function makeRevocationSource(db: Database, clock: Clock): RevocationSource {
  return {
    /** What was revoked lately enough that access tokens of it may still be about. */
    async readRecent() {
      const rows = await db.session.findMany({
        where: { revokedAt: { gt: later(clock.now(), -ACCESS_SECONDS) } },
        select: { id: true, revokedAt: true },
      });
      return rows.map((row) => ({
        session: row.id as SessionId,
        until: later(row.revokedAt ?? clock.now(), ACCESS_SECONDS),
      }));
    },
    /** One that is gone has ended long ago. */
    async hasEnded(id) {
      const row = await db.session.findUnique({ where: { id }, select: { revokedAt: true } });
      return !row || row.revokedAt !== null;
    },
  };
}
