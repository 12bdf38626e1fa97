import { toAppError } from './appError.ts';
import { isSaidAgain, retryDelayMs } from './retrying.ts';

interface Word<T> {
  command(): Promise<T>;
  failures: number;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/** What the server must hear: said again, after longer and longer waits, until it has answered. */
export function makeUnsaid<T>(onAnswer: (answer: T) => Promise<void>) {
  const words = new Map<string, Word<T>>();

  async function attempt(key: string, word: Word<T>): Promise<void> {
    const isMeant = () => words.get(key) === word;
    let answer: T;
    try {
      answer = await word.command();
    } catch (error) {
      if (!isMeant()) return;
      const refusal = toAppError(error);
      if (!isSaidAgain(refusal)) {
        words.delete(key);
        throw error;
      }
      clearTimeout(word.timer);
      word.timer = setTimeout(() => void again(key, word), retryDelayMs(word.failures, refusal));
      word.failures += 1;
      return;
    }
    if (!isMeant()) return;
    clearTimeout(word.timer);
    words.delete(key);
    await onAnswer(answer);
  }

  // Whoever said it has gone on: a refusal for good is no news to anyone by now.
  const again = (key: string, word: Word<T>) => attempt(key, word).catch(() => {});

  return {
    /** Says it now, or as soon as the server hears it; throws what it refuses for good. Of one key the last counts. */
    async say(key: string, command: () => Promise<T>): Promise<void> {
      clearTimeout(words.get(key)?.timer);
      const word: Word<T> = { command, failures: 0 };
      words.set(key, word);
      await attempt(key, word);
    },
    /** The server can be reached again: nothing waits any longer. */
    async sayAll(): Promise<void> {
      for (const [key, word] of [...words]) await again(key, word);
    },
    forgetAll(): void {
      for (const { timer } of words.values()) clearTimeout(timer);
      words.clear();
    },
  };
}
