import { getTRPCErrorFromUnknown, initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server';
import { DomainError, type ErrorKind, type WireError } from '../shared/core/errors.ts';
import type { AccountId } from '../shared/core/ids.ts';
import type { Principal } from './accounts/principal.ts';
import type { BudgetName } from './core/budgets.ts';
import type { CookieJar } from './core/cookieJar.ts';
import { isDatabaseAway } from './core/database.ts';
import type { Meters } from './core/meters.ts';
import type { Log, RateLimits } from './core/ports.ts';
import { awayAsRefusal, toWireError } from './core/wireError.ts';
import type { DownloadPrincipal } from './transfers/shares/downloadToken.ts';

export interface Context {
  principal: Principal | null;
  /** Whose download this is, as its bearer token says; asked when it is needed. */
  findDownload(): Promise<DownloadPrincipal | null>;
  /** Whether the configuration names this account. */
  isOperator(account: AccountId): Promise<boolean>;
  cookies: CookieJar;
  /** By which budgets are counted: a network, where one has many addresses. */
  address: string;
  userAgent: string;
  /** Tells the browser to forget what it fetched, or stored, for this origin (Clear-Site-Data). */
  forgetSiteData(...kinds: ('cache' | 'storage')[]): void;
  limits: RateLimits;
  log: Log;
  meters: Meters;
}

/** Who may call a procedure. What a signed-in caller may touch is the service's to decide. */
export interface ProcedureMeta {
  access: 'anyone' | 'signedIn' | 'download' | 'operator';
  /** Spends what a whole venue shares: of those that come in one request there is one at most. */
  oncePerRequest?: boolean;
}

const trpcCodeOfKind: Record<ErrorKind, TRPC_ERROR_CODE_KEY> = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  gone: 'PRECONDITION_FAILED',
  too_large: 'PAYLOAD_TOO_LARGE',
  no_room: 'SERVICE_UNAVAILABLE',
  rate_limited: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
};

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      const domain: WireError = ctx ? toWireError(error, ctx.log) : withoutContext(error);
      return { message: domain.code, code: shape.code, data: { httpStatus: shape.data.httpStatus, domain } };
    },
  });

export const router = t.router;

/**
 * Procedures for those whom `admit` lets in; what it finds out about them joins their context. One step for that, for
 * measuring and for refusals: each more costs tRPC two copies of the context, and every request waits for it.
 */
const admitting = <Added extends object>(access: ProcedureMeta['access'], admit: (ctx: Context) => Promise<Added>) =>
  t.procedure.meta({ access }).use(async ({ ctx, path, next }) => {
    const begun = performance.now();
    const tell = (outcome: 'ok' | ErrorKind) => {
      const ms = performance.now() - begun;
      ctx.meters.observe('spotlight_procedure_duration_seconds', { procedure: path, outcome }, ms / 1000);
      ctx.log.debug({ procedure: path, outcome, ms: Math.round(ms) }, 'procedure answered');
    };
    let error: TRPCError;
    try {
      const result = await next({ ctx: await admit(ctx) });
      if (result.ok) {
        tell('ok');
        return result;
      }
      error = result.error;
    } catch (thrown) {
      error = getTRPCErrorFromUnknown(thrown);
    }
    tell(kindOf(error));
    const refusal = awayAsRefusal(error.cause, ctx.log);
    throw refusal instanceof DomainError ? refused(refusal) : error;
  });

/** A refusal as tRPC throws it: with the status of its kind. */
export function refused(cause: DomainError): TRPCError {
  return new TRPCError({ code: trpcCodeOfKind[cause.kind], message: cause.code, cause });
}

/** Nobody could be told who asks. */
function withoutContext({ cause }: TRPCError): WireError {
  if (cause instanceof DomainError) return { code: cause.code, kind: cause.kind };
  return { code: 'server.internal', kind: 'internal' };
}

function kindOf({ cause, code }: TRPCError): ErrorKind {
  if (cause instanceof DomainError) return cause.kind;
  if (isDatabaseAway(cause)) return 'unavailable';
  return code === 'BAD_REQUEST' ? 'invalid' : 'internal';
}

/** An account's own budget is spent before its address's wide one, which no stranger behind the same address touches. */
async function spendOf({ accountId }: Principal, budget: BudgetName, { limits, address }: Context): Promise<void> {
  await limits.spend(budget, accountId);
  await limits.spend('addressSignedIn', address);
}

const anyoneSpending = (budget: BudgetName) =>
  admitting('anyone', async (ctx) => {
    if (ctx.principal) await spendOf(ctx.principal, 'account', ctx);
    else await ctx.limits.spend(budget, ctx.address);
    return {};
  });

/** Open to all, signed in or not. */
export const anyone = anyoneSpending('address');

/** Open to all, once in a request. */
export const anyoneOnce = anyone.meta({ access: 'anyone', oncePerRequest: true });

/** The same for a browser whose access token has ended: as many strangers as there are do not keep it out. */
export const renewing = anyoneSpending('refresh').meta({ access: 'anyone', oncePerRequest: true });

const signedInSpending = (budget: BudgetName) =>
  admitting('signedIn', async (ctx) => {
    const { principal } = ctx;
    if (!principal) throw new DomainError('accounts.not_signed_in');
    await spendOf(principal, budget, ctx);
    return { principal };
  });

/** Open to a signed-in account. */
export const signedIn = signedInSpending('account');

/** The same for what a browser says by itself for each piece of a transfer: no one's chat waits behind that. */
export const signedInRelaying = signedInSpending('relay');

/** Open to the holder of a download's token, who has no account: its own download, and nothing else. */
export const downloading = admitting('download', async (ctx) => {
  await ctx.limits.spend('address', ctx.address);
  const download = await ctx.findDownload();
  if (!download) throw new DomainError('shares.no_download');
  await ctx.limits.spend('relay', download.downloadId);
  return { download };
});

/** Open to those who run the product. To all others, signed in or not, it does not exist. */
export const operating = admitting('operator', async (ctx) => {
  const { principal, limits, address, isOperator } = ctx;
  if (!principal) {
    await limits.spend('address', address);
    throw new DomainError('request.not_found');
  }
  await spendOf(principal, 'account', ctx);
  if (!(await isOperator(principal.accountId))) throw new DomainError('request.not_found');
  return { principal };
});
