import { createAccountsRouter } from './accounts/accounts.router.ts';
import { createPasswordResetRouter } from './accounts/passwordReset.router.ts';
import { createSecondFactorRouter } from './accounts/secondFactor.router.ts';
import type { Services } from './compose.ts';
import { createConversationsRouter } from './conversations/conversations.router.ts';
import { createEventsRouter } from './events/events.router.ts';
import { createMatchesRouter } from './matches/matches.router.ts';
import { createOperatorRouter } from './operator/operator.router.ts';
import { createRelayRouter } from './transfers/relay/relay.router.ts';
import { createSharesRouter } from './transfers/shares/shares.router.ts';
import { createTransfersRouter } from './transfers/transfers.router.ts';
import { router } from './trpc.ts';
import { createTrustRouter } from './trust/trust.router.ts';

/** The root router; its type is the only contract the web imports. */
export const createRouter = (services: Services) =>
  router({
    accounts: createAccountsRouter(services.accounts),
    secondFactor: createSecondFactorRouter(services.accounts),
    passwordReset: createPasswordResetRouter(services.accounts),
    events: createEventsRouter(services.events),
    conversations: createConversationsRouter(services.conversations),
    matches: createMatchesRouter(services.matches),
    transfers: createTransfersRouter(services.transfers, services.offerKeys),
    relay: createRelayRouter(services.relay),
    shares: createSharesRouter(services),
    operator: createOperatorRouter(services.operator),
    trust: createTrustRouter(services.trust),
  });

export type AppRouter = ReturnType<typeof createRouter>;
