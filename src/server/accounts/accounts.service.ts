import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type {
  credentials,
  DevicePublicKey,
  OwnAccount,
  passwordChange,
  registration,
} from '../../shared/accounts/account.ts';
import { DomainError } from '../../shared/core/errors.ts';
import type { AccountId, SessionId } from '../../shared/core/ids.ts';
import type { CookieJar } from '../core/cookieJar.ts';
import { isTaken } from '../core/database.ts';
import type { Log, RateLimits } from '../core/ports.ts';
import type { ServerSecrets } from '../core/serverSecrets.ts';
import { createDevicesService } from './devices.service.ts';
import { KNOWN_COOKIE, makeKnownBrowsers } from './knownBrowsers.ts';
import { LOGIN_COOKIE, makeLoginTickets } from './loginTickets.ts';
import { createPasswordResetsService, type PasswordResetParts } from './passwordResets.service.ts';
import type { Passwords } from './passwords.ts';
import { ownColumns, toOwnAccount } from './person.ts';
import type { Principal } from './principal.ts';
import { createProfilesService, type ProfilesParts } from './profiles.service.ts';
import type { MakeRevocations } from './revocations.ts';
import { createSecondFactorService } from './secondFactor.service.ts';
import { createSessionsService, type Grant, makeRevocationSource } from './sessions.service.ts';
import { accessTokensIn } from './socketCookies.ts';
import { ACCESS_COOKIE, makeAccessTokens, REFRESH_COOKIE } from './tokens.ts';
import { newUsernameKey, usernameKey } from './usernameKey.ts';
import { whatIsTaken } from './whatIsTaken.ts';

export interface AccountsParts extends ProfilesParts {
  log: Log;
  limits: RateLimits;
  secrets: ServerSecrets;
  passwords: Passwords;
  /** Without it, no mail is sent. */
  mail?: PasswordResetParts['mail'];
  makeRevocations: MakeRevocations;
  /** Whether two people agreed to exchange: only then may one seal something to the other's browsers. */
  areMatched(one: AccountId, other: AccountId): Promise<boolean>;
}

/** A browser that has just been signed in: its tokens, its session and whose it is. */
type SignedIn = Grant & { sessionId: SessionId; account: OwnAccount };
/** The password was right, and a code is asked for besides: what shows that later. */
type HalfIn = { ticket: string };

const loginColumns = { ...ownColumns, passwordHash: true } as const;
type LoginRow = Parameters<typeof toOwnAccount>[0] & { passwordHash: string };

const namedBy = (login: string) =>
  login.includes('@') ? { email: login.normalize('NFC').toLowerCase() } : { usernameKey: usernameKey(login) };

export type AccountsService = ReturnType<typeof createAccountsService>;

/** Accounts: who people are, the browsers they are signed in with, and what others may know of them. */
export function createAccountsService(parts: AccountsParts) {
  const { db, clock, fanout, log, passwords } = parts;
  const tokens = makeAccessTokens(parts.secrets, clock);
  const knownBrowsers = makeKnownBrowsers(parts.secrets, clock);
  const revocations = parts.makeRevocations(clock, makeRevocationSource(db, clock));
  const sessions = createSessionsService({ db, clock, fanout, log, tokens, knownBrowsers, revocations });
  const devices = createDevicesService({ db, clock });
  const profiles = createProfilesService(parts);
  const tickets = makeLoginTickets(parts.secrets, clock);
  const secondFactor = createSecondFactorService({ ...parts, requirePassword });
  const passwordResets = createPasswordResetsService({
    ...parts,
    mail: parts.mail ?? null,
    isTheirs,
    endAllSessions: sessions.endAllOf,
  });

  async function whoHolds(accessToken: string | undefined) {
    const checked = await tokens.check(accessToken);
    return checked && !(await revocations.has(checked.principal.sessionId)) ? checked : null;
  }

  async function makeAccount(wish: z.infer<typeof registration>): Promise<OwnAccount> {
    const { username, email, password } = wish;
    const unique = { usernameKey: newUsernameKey(username), email };
    const taken = await whatIsTaken(db, unique);
    if (taken) throw taken;
    const now = clock.now();
    const data = { id: uuidv7(), username, ...unique, passwordHash: await passwords.hash(password), createdAt: now };
    const row = await db.account.create({ data, select: ownColumns }).catch(async (error: unknown) => {
      throw isTaken(error) ? ((await whatIsTaken(db, unique, error)) ?? error) : error;
    });
    log.info({ accountId: row.id }, 'account registered');
    return toOwnAccount(row);
  }

  /** This name, or where someone has it the first of those with a number. */
  async function freeName(wished: string): Promise<string> {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? wished : `${wished} ${number}`;
      if (!(await whatIsTaken(db, { usernameKey: usernameKey(name) }))) return name;
    }
  }

  /** A session for who proved to be this account with this password. */
  async function openFor(row: LoginRow, userAgent: string): Promise<SignedIn> {
    const grant = await sessions.open(row.id as AccountId, userAgent);
    // A change of password meanwhile has ended the sessions that it saw; this one it may not have seen.
    const { id, passwordHash } = row;
    if (!(await db.account.findFirst({ where: { id, passwordHash }, select: { id: true } }))) {
      await sessions.end([grant.sessionId]);
      throw new DomainError('accounts.wrong_credentials');
    }
    return { ...grant, account: toOwnAccount(row) };
  }

  async function hashOf(account: AccountId): Promise<string | undefined> {
    const row = await db.account.findUnique({ where: { id: account }, select: { passwordHash: true } });
    return row?.passwordHash;
  }

  async function isTheirs(account: AccountId, password: string): Promise<boolean> {
    return passwords.isRight(password, await hashOf(account));
  }

  async function requirePassword(account: AccountId, password: string): Promise<void> {
    if (!(await isTheirs(account, password))) throw new DomainError('accounts.wrong_password');
  }

  /** Puts another password in the place of this one, unless this is not the one, or no longer when the other is written. */
  async function replacePassword(id: AccountId, current: string, next: string): Promise<boolean> {
    const checked = await hashOf(id);
    if (!(await passwords.isRight(current, checked))) return false;
    const data = { passwordHash: await passwords.hash(next), updatedAt: clock.now() };
    const { count } = await db.account.updateMany({ where: { id, passwordHash: checked }, data });
    return count === 1;
  }

  return {
    secondFactor,
    passwordResets,

    /** Makes an account and signs its browser in. */
    async register(wish: z.infer<typeof registration>, userAgent: string): Promise<SignedIn> {
      const account = await makeAccount(wish);
      return { ...(await sessions.open(account.id, userAgent)), account };
    },

    /** Whose name or email address this is, if they were the last to be signed in in this browser; else null. */
    async knownBy(login: string, cookies: CookieJar): Promise<AccountId | null> {
      const known = knownBrowsers.read(cookies.get(KNOWN_COOKIE));
      if (!known) return null;
      const row = await db.account.findUnique({ where: namedBy(login), select: { id: true } });
      return row?.id === known ? known : null;
    },

    /** Signs a browser in by name or email address. An unknown name and a wrong password cannot be told apart. */
    async logIn(given: z.infer<typeof credentials>, userAgent: string): Promise<SignedIn | HalfIn> {
      const row = await db.account.findUnique({ where: namedBy(given.login), select: loginColumns });
      const isRight = await passwords.isRight(given.password, row?.passwordHash);
      if (!row || !isRight) throw new DomainError('accounts.wrong_credentials');
      const id = row.id as AccountId;
      await parts.limits.spend('loggedIn', id);
      if (await secondFactor.isOn(id)) return { ticket: await tickets.sign(id, row.passwordHash) };
      return openFor(row, userAgent);
    },

    /** The second step, for an account with a second factor: the code. */
    async confirmLogIn(cookies: CookieJar, code: string, userAgent: string): Promise<SignedIn> {
      const ticket = await tickets.read(cookies.get(LOGIN_COOKIE));
      const row = ticket && (await db.account.findUnique({ where: { id: ticket.account }, select: loginColumns }));
      if (!row || !ticket.isFor(row.passwordHash)) throw new DomainError('accounts.login_expired');
      await secondFactor.requireCode(ticket.account, code);
      return openFor(row, userAgent);
    },

    /**
     * The account with this address, whatever its name is by now, and whether this is its password; made if there is none,
     * under a name that is free. For the demo.
     */
    async ensureAccount(wish: z.infer<typeof registration>): Promise<{ id: AccountId; hasPassword: boolean }> {
      const { email, password } = wish;
      const found = await db.account.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
      if (found) {
        return { id: found.id as AccountId, hasPassword: await passwords.isRight(password, found.passwordHash) };
      }
      const { id } = await makeAccount({ ...wish, username: await freeName(wish.username) });
      return { id, hasPassword: true };
    },

    refresh: (cookies: CookieJar): Promise<Grant> => sessions.refresh(cookies.get(REFRESH_COOKIE)),

    /** Ends the session that these cookies belong to, whichever of them still counts. */
    async logOut(principal: Principal | null, cookies: CookieJar, { quietly = false } = {}): Promise<void> {
      const held = await sessions.heldBy(cookies.get(REFRESH_COOKIE));
      const ids = [principal?.sessionId, held].filter((id): id is SessionId => Boolean(id));
      await sessions.end([...new Set(ids)], { quietly });
    },

    /** Sets a new password, once however often it is said; whoever else is signed in with the old one no longer is. */
    async changePassword(by: Principal, change: z.infer<typeof passwordChange>): Promise<void> {
      if (!(await replacePassword(by.accountId, change.currentPassword, change.newPassword))) {
        // The answer to the time before was lost, or this process ended on the way to it.
        await requirePassword(by.accountId, change.newPassword);
        return sessions.endOthers(by);
      }
      await sessions.endOthers(by);
      log.info({ accountId: by.accountId }, 'password changed');
      passwordResets.tellChanged(by.accountId, 'Your password was changed, and your other devices were logged out.');
    },

    ...profiles,

    sessions: sessions.list,
    endSession: sessions.endOne,
    endOtherSessions: sessions.endOthers,
    recheckSession: sessions.recheck,
    async sweep(signal: AbortSignal): Promise<void> {
      await sessions.sweep();
      await passwordResets.sweep();
      await secondFactor.sweep(signal);
    },

    registerDevice: devices.register,

    /** The keys of one's own browsers, or of those of someone with whom one agreed to exchange. */
    async devicesOf(id: AccountId, viewer: AccountId): Promise<DevicePublicKey[]> {
      if (id !== viewer && !(await parts.areMatched(viewer, id))) throw new DomainError('accounts.not_found');
      return devices.of(id);
    },

    /** Who the cookies of a request vouch for; null for no one. */
    async principalOf(cookies: CookieJar): Promise<Principal | null> {
      return (await whoHolds(cookies.get(ACCESS_COOKIE)))?.principal ?? null;
    },

    /** Who a socket's handshake vouches for, which device it is, and when to look again. */
    async authenticateSocket(handshake: { cookie: string; deviceId: unknown }) {
      for (const token of accessTokensIn(handshake.cookie)) {
        const holder = await whoHolds(token);
        if (!holder) continue;
        const deviceId = await devices.claimed(holder.principal.accountId, handshake.deviceId);
        return { ...holder.principal, deviceId, checkAt: holder.endsAt };
      }
      throw new DomainError('accounts.not_signed_in');
    },
  };
}
