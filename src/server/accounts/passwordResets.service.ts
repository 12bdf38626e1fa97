import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { passwordReset } from '../../shared/accounts/passwordReset.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import type { Database } from '../core/database.ts';
import type { Mailer } from '../core/mailer.ts';
import type { Clock, Log, RateLimits } from '../core/ports.ts';
import { changedMail, resetLink, resetMail } from './resetMail.ts';

export interface PasswordResetParts {
  db: Database;
  clock: Clock;
  log: Log;
  limits: RateLimits;
  /** null: no mail is set up, and no link is sent. */
  mail: { mailer: Mailer; origin: string } | null;
  /** Sets it and ends every session of the account. */
  setPassword(account: AccountId, newPassword: string): Promise<void>;
}

const LIFE_MINUTES = 30;
/** More that wait for a slow mail server are not begun. */
const MOST_AT_ONCE = 50;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Links by which someone who forgot their password sets another. */
export function createPasswordResetsService(parts: PasswordResetParts) {
  const { db, clock, log, limits, mail } = parts;
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

  return {
    isOffered: mail !== null,
    tellChanged,

    /** Sends a link, if there is an account with this address; whoever asks cannot tell. */
    async request(email: string): Promise<void> {
      if (!mail) throw new DomainError('accounts.reset_not_offered');
      // Spent for addresses that nobody has, too. Someone else's asking must not fill a person's mailbox.
      const isTooOften = await limits.spend('resetLink', email).then(
        () => false,
        (error: unknown) => {
          if (error instanceof DomainError) return true;
          throw error;
        },
      );
      if (!isTooOften) behindTheAnswer(() => sendLink(email, mail));
    },

    /** Sets a new password, once for each link; all sessions end, and every other link of the account is dead. */
    async finish({ token, newPassword }: z.infer<typeof passwordReset>): Promise<void> {
      const row = await db.passwordReset.findUnique({ where: { tokenHash: hashOf(token) } });
      if (!row || row.expiresAt <= clock.now()) throw new DomainError('accounts.reset_link_ended');
      const { count } = await db.passwordReset.deleteMany({ where: { tokenHash: row.tokenHash } });
      if (count === 0) throw new DomainError('accounts.reset_link_ended');
      const account = row.accountId as AccountId;
      await parts.setPassword(account, newPassword);
      await db.passwordReset.deleteMany({ where: { accountId: account } });
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
