import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { passwordReset } from '../../shared/accounts/passwordReset.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import type { Database } from '../core/database.ts';
import type { Mailer } from '../core/mailer.ts';
import type { Clock, Log, RateLimits } from '../core/ports.ts';
import type { Passwords } from './passwords.ts';
import { changedMail, resetLink, resetMail } from './resetMail.ts';

export interface PasswordResetParts {
  db: Database;
  clock: Clock;
  log: Log;
  limits: RateLimits;
  passwords: Passwords;
  /** null: no mail is set up, and no link is sent. */
  mail: { mailer: Mailer; origin: string } | null;
  /** Whether it is the password of this account. */
  isTheirs(account: AccountId, password: string): Promise<boolean>;
  endAllSessions(account: AccountId): Promise<void>;
}

const LIFE_MINUTES = 30;
/** More that wait for a slow mail server are not begun. */
const MOST_AT_ONCE = 50;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
/** Under which a link that was used is kept until its time is over: no token has such a hash, so it sets nothing any more. */
const usedHashOf = (token: string) => `used ${hashOf(token).slice(0, 59)}`;

/** Links by which someone who forgot their password sets another. */
export function createPasswordResetsService(parts: PasswordResetParts) {
  const { db, clock, log, limits, passwords, mail } = parts;
  const underWay = new Set<Promise<void>>();

  async function sendLink(email: string, { mailer, origin }: NonNullable<typeof mail>): Promise<void> {
    const account = await db.account.findUnique({ where: { email }, select: { id: true } });
    if (!account) return;
    const token = randomBytes(32).toString('base64url');
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + LIFE_MINUTES * 60_000);
    await db.passwordReset.create({
      data: { tokenHash: hashOf(token), accountId: account.id, createdAt: now, expiresAt },
    });
    await mailer.send(resetMail(email, resetLink(origin, token), LIFE_MINUTES));
    log.info({ accountId: account.id }, 'reset link sent');
  }

  /** Does something of which the answer must tell nothing, not even by how long it takes. */
  function behindTheAnswer(work: () => Promise<void>): void {
    if (underWay.size >= MOST_AT_ONCE) {
      log.warn({ underWay: underWay.size }, 'a mail was not begun');
      return;
    }
    const done = work()
      // What a mail server says names the address: only its code is kept.
      .catch(({ code, responseCode }: { code?: string; responseCode?: number }) =>
        log.warn({ code, responseCode }, 'a mail was not sent'),
      )
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  /** Tells the owner of an account that something of it has changed; without mail nobody is told. */
  function tellChanged(account: AccountId, what: string): void {
    if (!mail) return;
    behindTheAnswer(async () => {
      const row = await db.account.findUnique({ where: { id: account }, select: { email: true } });
      if (row) await mail.mailer.send(changedMail(row.email, what));
    });
  }

  /** Whose the link is; null if its time is over, or it never was. */
  async function findLive(tokenHash: string): Promise<AccountId | null> {
    const where = { tokenHash, expiresAt: { gt: clock.now() } };
    const row = await db.passwordReset.findFirst({ where, select: { accountId: true } });
    return row && (row.accountId as AccountId);
  }

  /** The link is used and the password written together, or neither. Says whether the link was still good. */
  async function setPassword(account: AccountId, token: string, newPassword: string): Promise<boolean> {
    const passwordHash = await passwords.hash(newPassword);
    const [tokenHash, usedHash] = [hashOf(token), usedHashOf(token)];
    const isLinkUsed = new Error('the link was used meanwhile');
    return db
      .$transaction(async (tx) => {
        // The account first: whoever uses another of its links waits here.
        await tx.account.update({ where: { id: account }, data: { passwordHash, updatedAt: clock.now() } });
        const { count } = await tx.passwordReset.updateMany({ where: { tokenHash }, data: { tokenHash: usedHash } });
        if (count === 0) throw isLinkUsed;
        await tx.passwordReset.deleteMany({ where: { accountId: account, tokenHash: { not: usedHash } } });
        return true;
      })
      .catch((error: unknown) => {
        if (error === isLinkUsed) return false;
        throw error;
      });
  }

  return {
    isOffered: mail !== null,
    tellChanged,

    /** Sends a link, if there is an account with this address; whoever asks cannot tell. */
    async request(email: string, isKnown: boolean): Promise<void> {
      if (!mail) throw new DomainError('accounts.reset_not_offered');
      // Spent for addresses that nobody has, too. Someone else's asking must not fill a person's mailbox, nor use up the
      // links that the person's own browser may ask for.
      const isTooOften = await limits.spend(isKnown ? 'resetLinkKnown' : 'resetLink', email).then(
        () => false,
        (error: unknown) => {
          if (error instanceof DomainError) return true;
          throw error;
        },
      );
      if (!isTooOften) behindTheAnswer(() => sendLink(email, mail));
    },

    /**
     * Sets a new password, one for each link however often it is said; all sessions end, and every other link of the account
     * is dead.
     */
    async finish({ token, newPassword }: z.infer<typeof passwordReset>): Promise<void> {
      const account = await findLive(hashOf(token));
      if (!account || !(await setPassword(account, token, newPassword))) {
        // The answer to the time before was lost, or this process ended on the way to it.
        const before = await findLive(usedHashOf(token));
        if (!before) throw new DomainError('accounts.reset_link_ended');
        // Passwords can be tried here, too.
        await limits.spend('passwordChange', before);
        if (!(await parts.isTheirs(before, newPassword))) throw new DomainError('accounts.reset_link_ended');
        return parts.endAllSessions(before);
      }
      await parts.endAllSessions(account);
      log.info({ accountId: account }, 'password reset');
      tellChanged(account, 'A new password was set by a link that was sent to you, and all devices were logged out.');
    },

    async sweep(): Promise<void> {
      await db.passwordReset.deleteMany({ where: { expiresAt: { lte: clock.now() } } });
    },

    /** Resolves when nothing is on its way any more. */
    settled: async (): Promise<void> => void (await Promise.all(underWay)),
  };
}
