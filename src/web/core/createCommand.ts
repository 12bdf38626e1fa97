import { type Accessor, createSignal } from 'solid-js';
import { type AppError, toAppError } from './appError.ts';

export interface Command<A extends unknown[], R> {
  /** Runs unless it is already running; resolves to undefined when refused. Never throws. */
  run(...args: A): Promise<R | undefined>;
  pending: Accessor<boolean>;
  error: Accessor<AppError | null>;
  /** Takes the error away, for instance when the form changes. */
  reset(): void;
}

/** One thing a person can do on a screen: whether it is under way, and why it was refused. */
export function createCommand<A extends unknown[], R>(work: (...args: A) => Promise<R>): Command<A, R> {
  const [pending, setPending] = createSignal(false);
  const [error, setError] = createSignal<AppError | null>(null);
  return {
    pending,
    error,
    reset: () => setError(null),
    async run(...args) {
      if (pending()) return undefined;
      setPending(true);
      setError(null);
      try {
        return await work(...args);
      } catch (thrown) {
        const refusal = toAppError(thrown);
        if (refusal.code === 'client.failed') console.error(thrown);
        setError(refusal);
        return undefined;
      } finally {
        setPending(false);
      }
    },
  };
}
