import { z } from 'zod';
import {
  credentials,
  devicePublicKey,
  deviceRegistration,
  logout,
  ownAccount,
  passwordChange,
  person,
  profileChange,
  registration,
  sessionSummary,
} from '../../shared/accounts/account.ts';
import { loginConfirmation } from '../../shared/accounts/secondFactor.ts';
import { DomainError } from '../../shared/core/errors.ts';
import { accountId, sessionId } from '../../shared/core/ids.ts';
import { anyone, anyoneOnce, type Context, renewing, router, signedIn } from '../trpc.ts';
import type { AccountsService } from './accounts.service.ts';
import { KNOWN_COOKIE, KNOWN_SECONDS } from './knownBrowsers.ts';
import { takeAttempt } from './loginAttempts.ts';
import { LOGIN_COOKIE, LOGIN_SECONDS } from './loginTickets.ts';
import type { Grant } from './sessions.service.ts';
import { ACCESS_COOKIE, ACCESS_SECONDS, REFRESH_COOKIE, REFRESH_SECONDS } from './tokens.ts';

const nothing = z.strictObject({}).optional();
const done = z.null();

export const createAccountsRouter = (accounts: AccountsService) =>
  router({
    register: anyoneOnce
      .input(registration)
      .output(ownAccount)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('register', ctx.address);
        const signedUp = await accounts.register(input, ctx.userAgent).catch(async (error: unknown) => {
          // Whoever is signed in learns by renaming, too, which names there are: a taken one costs the venue nothing.
          // One that was found to be taken only when it was written has cost a hash.
          const isNameTaken = error instanceof DomainError && error.code === 'accounts.username_taken' && !error.cause;
          if (isNameTaken) await ctx.limits.giveBack('register', ctx.address);
          throw error;
        });
        await takePlace(accounts, ctx, signedUp);
        return signedUp.account;
      }),

    logIn: anyoneOnce
      .input(credentials)
      .output(ownAccount)
      .mutation(async ({ ctx, input }) => {
        const { login } = input;
        const knownBy = await accounts.knownBy(login, ctx.cookies);
        const giveBack = await takeAttempt(ctx.limits, { login, address: ctx.address, knownBy });
        const loggedIn = await accounts.logIn(input, ctx.userAgent);
        await giveBack();
        if ('ticket' in loggedIn) {
          ctx.cookies.set(LOGIN_COOKIE, loggedIn.ticket, LOGIN_SECONDS);
          throw new DomainError('accounts.code_needed');
        }
        await takePlace(accounts, ctx, loggedIn);
        return loggedIn.account;
      }),

    /** The second step of a login, for whoever was told `accounts.code_needed`. */
    confirmLogIn: anyoneOnce
      .input(loginConfirmation)
      .output(ownAccount)
      .mutation(async ({ ctx, input }) => {
        const loggedIn = await accounts.confirmLogIn(ctx.cookies, input.code, ctx.userAgent);
        ctx.cookies.clear(LOGIN_COOKIE);
        await takePlace(accounts, ctx, loggedIn);
        return loggedIn.account;
      }),

    // Open to all: whose access token has ended can still log out.
    logOut: anyone
      .input(logout)
      .output(done)
      .mutation(async ({ ctx, input }) => {
        await accounts.logOut(ctx.principal, ctx.cookies);
        if (!input?.keepsSiteData) forget(ctx);
        else {
          clearCookies(ctx);
          // The browser cannot take out by itself what it fetched, such as the pictures of people.
          ctx.forgetSiteData('cache');
        }
        return null;
      }),

    refresh: renewing
      .input(nothing)
      .output(done)
      .mutation(async ({ ctx }) => {
        try {
          give(ctx, await accounts.refresh(ctx.cookies));
          if (!ctx.principal) await ctx.limits.giveBack('refresh', ctx.address);
          return null;
        } catch (error) {
          if (error instanceof DomainError && error.kind === 'unauthenticated') {
            // Without a cookie there is none to clear, and clearing would undo a login whose answer is on its way.
            if (ctx.cookies.get(REFRESH_COOKIE)) clearCookies(ctx);
            // Ended on purpose, perhaps because the device was lost: what it stored goes too.
            if (error.code === 'accounts.session_ended') ctx.forgetSiteData('cache', 'storage');
          }
          throw error;
        }
      }),

    me: signedIn
      .input(nothing)
      .output(ownAccount)
      .query(({ ctx }) => accounts.me(ctx.principal.accountId)),

    changePassword: signedIn
      .input(passwordChange)
      .output(done)
      .mutation(async ({ ctx, input }) => {
        await ctx.limits.spend('passwordChange', ctx.principal.accountId);
        await accounts.changePassword(ctx.principal, input);
        return null;
      }),

    updateProfile: signedIn
      .input(profileChange)
      .output(ownAccount)
      .mutation(({ ctx, input }) => accounts.updateProfile(ctx.principal.accountId, input)),

    publicProfile: signedIn
      .input(z.strictObject({ accountId }))
      .output(person)
      .query(({ ctx, input }) => accounts.publicProfile(input.accountId, ctx.principal.accountId)),

    sessions: signedIn
      .input(nothing)
      .output(z.array(sessionSummary))
      .query(({ ctx }) => accounts.sessions(ctx.principal)),

    endSession: signedIn
      .input(z.strictObject({ sessionId }))
      .output(done)
      .mutation(async ({ ctx, input }) => {
        await accounts.endSession(ctx.principal.accountId, input.sessionId);
        if (input.sessionId === ctx.principal.sessionId) forget(ctx);
        return null;
      }),

    endOtherSessions: signedIn
      .input(nothing)
      .output(done)
      .mutation(async ({ ctx }) => {
        await accounts.endOtherSessions(ctx.principal);
        return null;
      }),

    registerDevice: signedIn
      .input(deviceRegistration)
      .output(done)
      .mutation(async ({ ctx, input }) => {
        await accounts.registerDevice(ctx.principal, input);
        return null;
      }),

    devicesOf: signedIn
      .input(z.strictObject({ accountId }))
      .output(z.array(devicePublicKey))
      .query(({ ctx, input }) => accounts.devicesOf(input.accountId, ctx.principal.accountId)),
  });

/** Hands the browser its new session; the one it had before, whoever's it was, ends. */
async function takePlace(accounts: AccountsService, ctx: Context, grant: Grant): Promise<void> {
  await accounts.logOut(ctx.principal, ctx.cookies, { quietly: true });
  give(ctx, grant);
}

function give(ctx: Context, { accessToken, refreshToken, knownMark }: Grant): void {
  ctx.cookies.set(ACCESS_COOKIE, accessToken, ACCESS_SECONDS);
  if (refreshToken) ctx.cookies.set(REFRESH_COOKIE, refreshToken, REFRESH_SECONDS);
  ctx.cookies.set(KNOWN_COOKIE, knownMark, KNOWN_SECONDS);
}

function forget(ctx: Context): void {
  clearCookies(ctx);
  ctx.forgetSiteData('cache', 'storage');
}

/** What the browser is known by stays: whoever logs in here again is most likely the same person. */
function clearCookies(ctx: Context): void {
  ctx.cookies.clear(ACCESS_COOKIE);
  ctx.cookies.clear(REFRESH_COOKIE);
}
