import type { SecondFactorSetup, SecondFactorState } from '../../shared/accounts/secondFactor.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId } from '../../shared/core/ids.ts';
import type { Database } from '../core/database.ts';
import type { Clock, Log, RateLimits } from '../core/ports.ts';
import { makeSealedSecrets } from '../core/sealedSecrets.ts';
import type { ServerSecrets } from '../core/serverSecrets.ts';
import { newTotpSecret, stepOfCode, totpSetup } from './totp.ts';

export interface SecondFactorParts {
  db: Database;
  clock: Clock;
  log: Log;
  limits: RateLimits;
  secrets: ServerSecrets;
  /** Throws `accounts.wrong_password` unless it is this account's. */
  requirePassword(account: AccountId, password: string): Promise<void>;
}

type Sealed = { accountId: string; sealedSecret: Uint8Array<ArrayBuffer> };

const budgets = ['secondFactor', 'secondFactorByDay'] as const;
const SWEEP_SIZE = 200;

/** The second factor of accounts: codes by time (RFC 6238), and codes on paper for when the device is lost. */
export function createSecondFactorService(parts: SecondFactorParts) {
  const { db, clock, log, limits, requirePassword } = parts;
  const sealed = makeSealedSecrets(parts.secrets, 'second-factor');

  /** Takes a code by time, once: of two that come at the same moment one is a replay. */
  async function takeTimeCode(account: AccountId, code: string): Promise<boolean> {
    const row = await db.secondFactor.findUnique({ where: { accountId: account } });
    const step = row && stepOfCode(sealed.open(row.sealedSecret, account).secret, code, clock.now());
    if (step === null) return false;
    const { count } = await db.secondFactor.updateMany({
      where: { accountId: account, lastStep: { lt: step } },
      data: { lastStep: step },
    });
    return count === 1;
  }

  async function sealAnew({ accountId, sealedSecret }: Sealed): Promise<number> {
    const { secret, isCurrent } = sealed.open(sealedSecret, accountId);
    if (isCurrent) return 0;
    const { count } = await db.secondFactor.updateMany({
      // Unless it was begun again meanwhile.
      where: { accountId, sealedSecret },
      data: { sealedSecret: sealed.seal(secret, accountId) },
    });
    return count;
  }

  async function takeRecoveryCode(account: AccountId, code: string): Promise<boolean> {
    const { count } = await db.recoveryCode.deleteMany({
      where: { accountId: account, hash: { in: sealed.namesOf(code, account) } },
    });
    if (count === 1) log.info({ accountId: account }, 'recovery code used');
    return count === 1;
  }

  const isOn = async (account: AccountId): Promise<boolean> =>
    (await db.secondFactor.count({ where: { accountId: account, activeAt: { not: null } } })) > 0;

  /** Takes a code of either kind. Throws if it is none, or was taken before; wrong ones can be tried a few times only. */
  async function requireCode(account: AccountId, code: string): Promise<void> {
    for (const budget of budgets) await limits.spend(budget, account);
    const isRight = code.length === 6 ? await takeTimeCode(account, code) : await takeRecoveryCode(account, code);
    if (!isRight) throw new DomainError('accounts.wrong_code');
    for (const budget of budgets) await limits.giveBack(budget, account);
  }

  async function requireCodeWhileOn(account: AccountId, code: string): Promise<void> {
    if (!(await isOn(account))) throw new DomainError('accounts.second_factor_off');
    await requireCode(account, code);
  }

  const rowsOf = (account: AccountId, recoveryCodes: string[]) =>
    recoveryCodes.map((code) => ({ accountId: account, hash: sealed.namesOf(code, account)[0] }));

  /** Whether these recovery codes count already: then this is said again, since the answer to the time before was lost. */
  async function countAlready(account: AccountId, recoveryCodes: string[]): Promise<boolean> {
    const names = recoveryCodes.flatMap((code) => sealed.namesOf(code, account));
    return (await db.recoveryCode.count({ where: { accountId: account, hash: { in: names } } })) > 0;
  }

  return {
    isOn,
    requireCode,

    async state(account: AccountId): Promise<SecondFactorState> {
      const row = await db.secondFactor.findUnique({
        where: { accountId: account },
        select: { activeAt: true, _count: { select: { recoveryCodes: true } } },
      });
      return row?.activeAt
        ? { activeAt: row.activeAt.toISOString(), recoveryCodesLeft: row._count.recoveryCodes }
        : null;
    },

    /** Makes a key for an authenticator app. Begun again there is another; it asks nothing until a code was right. */
    async begin(account: AccountId, password: string): Promise<SecondFactorSetup> {
      await requirePassword(account, password);
      const secret = newTotpSecret();
      const fresh = { sealedSecret: sealed.seal(secret, account), lastStep: 0, createdAt: clock.now() };
      // Two tabs may begin at once: the one that comes second begins again.
      const made = await db.secondFactor.createMany({ data: { accountId: account, ...fresh }, skipDuplicates: true });
      if (made.count === 0) {
        const { count } = await db.secondFactor.updateMany({
          where: { accountId: account, activeAt: null },
          data: fresh,
        });
        if (count === 0) throw new DomainError('accounts.second_factor_on');
      }
      const { username } = await db.account.findUniqueOrThrow({ where: { id: account }, select: { username: true } });
      return totpSetup(secret, username);
    },

    /** The app makes right codes: from now on one is asked for at login, or one of these recovery codes. */
    async confirm(account: AccountId, code: string, recoveryCodes: string[]): Promise<void> {
      const row = await db.secondFactor.findUnique({ where: { accountId: account } });
      if (!row) throw new DomainError('accounts.second_factor_off');
      if (row.activeAt) {
        if (await countAlready(account, recoveryCodes)) return;
        throw new DomainError('accounts.second_factor_on');
      }
      if (code.length !== 6) throw new DomainError('accounts.wrong_code');
      await requireCode(account, code);
      await db.$transaction(async (tx) => {
        const { count } = await tx.secondFactor.updateMany({
          // The key that the code was for, not one that another tab has made since.
          where: { accountId: account, activeAt: null, sealedSecret: row.sealedSecret },
          data: { activeAt: clock.now() },
        });
        if (count === 0) throw new DomainError('accounts.second_factor_on');
        await tx.recoveryCode.createMany({ data: rowsOf(account, recoveryCodes) });
      });
      log.info({ accountId: account }, 'second factor on');
    },

    /** These recovery codes count from now on; those of before are worth nothing. */
    async renewRecoveryCodes(
      account: AccountId,
      password: string,
      code: string,
      recoveryCodes: string[],
    ): Promise<void> {
      await requirePassword(account, password);
      if (await countAlready(account, recoveryCodes)) return;
      await requireCodeWhileOn(account, code);
      await db.$transaction(async (tx) => {
        await tx.recoveryCode.deleteMany({ where: { accountId: account } });
        await tx.recoveryCode.createMany({ data: rowsOf(account, recoveryCodes) });
      });
      log.info({ accountId: account }, 'recovery codes renewed');
    },

    /** Both factors take the second one away. */
    async end(account: AccountId, password: string, code: string): Promise<void> {
      await requirePassword(account, password);
      await requireCodeWhileOn(account, code);
      await db.secondFactor.deleteMany({ where: { accountId: account } });
      log.info({ accountId: account }, 'second factor off');
    },

    /** While a secret of the server takes another's place: seals anew what the other one sealed, until none is left. */
    async sweep(signal: AbortSignal): Promise<void> {
      if (parts.secrets.length === 1) return;
      let last: Sealed | undefined;
      let sealedAnew = 0;
      let unopened = 0;
      do {
        const rows: Sealed[] = await db.secondFactor.findMany({
          where: last && { accountId: { gt: last.accountId } },
          select: { accountId: true, sealedSecret: true },
          orderBy: { accountId: 'asc' },
          take: SWEEP_SIZE,
        });
        for (const row of rows) {
          sealedAnew += await sealAnew(row).catch(() => {
            unopened++;
            return 0;
          });
        }
        last = rows[SWEEP_SIZE - 1];
      } while (last && !signal.aborted);
      if (sealedAnew + unopened > 0) log.info({ sealedAnew, unopened }, 'second factors sealed anew');
    },
  };
}
