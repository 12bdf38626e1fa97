import { type AppError, RefusedError, toAppError } from '../../core/appError.ts';
import { isMissingPart } from '../../core/missingPart.ts';
import { isSaidAgain, retryDelayMs } from '../../core/retrying.ts';

/** A look that has come to nothing by then may never do so. */
const LIMIT_MS = 8000;
/** So many failures before, and still nothing is reached: what is stuck may be this page. */
const STUCK_AFTER = 1;
export const UNREACHABLE: AppError = { code: 'client.unreachable', kind: 'unreachable' };

export interface LookingParts {
  /** Looks once. Before it shows what it found it asks whether that still counts. */
  look(counts: () => boolean): Promise<void>;
  /** Nothing came of it for now, or for good. */
  refused(refusal: AppError): void;
  loadAnew(isStillStuck: () => boolean): Promise<void>;
}

/**
 * Looks what is behind a link until something comes of it. Beside a look that hangs another one is begun, and the first of
 * them that finds something counts: an answer that comes late is not lost, nor does it take the place of a newer one.
 */
export function makeLooking({ look, refused, loadAnew }: LookingParts) {
  let turn = 0;
  /** Looks up to this one count no more. */
  let over = 0;
  let failures = 0;
  let isStuck = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  async function begin(isSecond = false): Promise<void> {
    let mine = ++turn;
    let isFirst = false;
    const limit = setTimeout(() => {
      if (mine !== turn) return;
      if (isSecond) failed(new RefusedError(UNREACHABLE));
      else void begin(true);
    }, LIMIT_MS);
    const counts = () => {
      if (isFirst) return mine === turn;
      if (mine <= over) return false;
      clearTimeout(limit);
      isFirst = true;
      mine = forget();
      return true;
    };
    try {
      await look(counts);
      if (mine === turn) failures = 0;
    } catch (error) {
      // A refusal for good is an answer, too.
      if (mine === turn || (!isSaidAgain(toAppError(error)) && counts())) failed(error);
    } finally {
      clearTimeout(limit);
    }
  }

  /** What is under way counts no more. */
  function forget(): number {
    clearTimeout(again);
    isStuck = false;
    over = ++turn;
    return over;
  }

  function failed(error: unknown): void {
    clearTimeout(again);
    const isMissing = isMissingPart(error);
    const refusal = isMissing ? UNREACHABLE : toAppError(error);
    if (refusal.code === 'client.failed') console.error(error);
    if (isSaidAgain(refusal)) again = setTimeout(() => void begin(), retryDelayMs(failures, refusal));
    isStuck = isMissing || (refusal.kind === 'unreachable' && failures >= STUCK_AFTER);
    if (isStuck) void loadAnew(() => isStuck);
    failures += 1;
    refused(refusal);
  }

  return {
    /** From the beginning. */
    look(): Promise<void> {
      forget();
      return begin();
    },
    /** Once more, beside what may be under way. */
    again: () => begin(),
    failed,
    forget,
  };
}
