import type { Services } from './compose.ts';
import { router } from './trpc.ts';

/** The root router; its type is the only contract the web imports. */
export const createRouter = (_services: Services) => router({});

export type AppRouter = ReturnType<typeof createRouter>;
