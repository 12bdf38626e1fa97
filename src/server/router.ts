import { createAccountsRouter } from './accounts/accounts.router.ts';
import type { Services } from './compose.ts';
import { createEventsRouter } from './events/events.router.ts';
import { router } from './trpc.ts';

/** The root router; its type is the only contract the web imports. */
export const createRouter = (services: Services) =>
  router({
    accounts: createAccountsRouter(services.accounts),
    events: createEventsRouter(services.events),
  });

export type AppRouter = ReturnType<typeof createRouter>;
