import { createSignal } from 'solid-js';
import type { AccountId, MatchId } from '../../shared/core/ids.ts';
import { type AppError, toAppError } from '../core/appError.ts';
import { createCommand } from '../core/createCommand.ts';
import { isSaidAgain, retryDelayMs } from '../core/retrying.ts';
import { type PickedFile, TooManyFilesError } from './files/pickFiles.ts';
import type { OfferParts, PreparedOffer } from './offerFiles.ts';

export interface SendingParts {
  offer(what: Omit<OfferParts, 'identity'>): Promise<PreparedOffer>;
  sendOffer(prepared: PreparedOffer): Promise<void>;
}

/** What was chosen, until it has gone through: first as files, then sealed as an offer. */
interface Choice {
  picked: PickedFile[];
  sealed: PreparedOffer | null;
}

/**
 * Choosing files for one exchange and offering them, one choice after the other. What was chosen stays, also when the page
 * that it was chosen on is left, and is offered again by itself, while the server is away or busy.
 */
export function makeSending(match: { id: MatchId; partnerId: AccountId }, { offer, sendOffer }: SendingParts) {
  const [picking, setPicking] = createSignal(0);
  const [pickError, setPickError] = createSignal<AppError | null>(null);
  const [tooMany, setTooMany] = createSignal<number | null>(null);
  const [described, setDescribed] = createSignal<{ done: number; of: number } | null>(null);
  const choices: Choice[] = [];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const offering = createCommand(async () => {
    clearTimeout(timer);
    let refusal: unknown = null;
    for (let choice = choices[0]; choice; choice = choices[0]) {
      try {
        choice.sealed ??= await prepare(choice);
        await sendOffer(choice.sealed);
      } catch (error) {
        const busy = toAppError(error);
        if (isSaidAgain(busy)) {
          // What waits for the network goes on by the reconnect.
          if (busy.kind !== 'unreachable') timer = setTimeout(goOn, retryDelayMs(failures++, busy));
          throw error;
        }
        // What was chosen besides goes all the same.
        refusal = error;
      }
      failures = 0;
      choices.shift();
    }
    if (refusal) throw refusal;
  });
  const isKept = () => {
    const error = offering.error();
    return error !== null && isSaidAgain(error);
  };
  const goOn = () => void (isKept() && offering.run());

  async function send(files: Promise<PickedFile[]>): Promise<void> {
    setTooMany(null);
    setPickError(null);
    setPicking((count) => count + 1);
    const picked = await files.catch((error: unknown) => {
      if (error instanceof TooManyFilesError) setTooMany(error.limit);
      else setPickError(toAppError(error));
      return [];
    });
    setPicking((count) => count - 1);
    if (picked.length === 0) return;
    // Chosen anew: in place of what could not be offered, after what is being offered or waits for that.
    if (!offering.pending()) choices.shift();
    choices.push({ picked, sealed: null });
    await offering.run();
  }

  function prepare({ picked }: Choice): Promise<PreparedOffer> {
    const onDescribed = (done: number) => setDescribed({ done, of: picked.length });
    return offer({ matchId: match.id, partnerId: match.partnerId, picked, onDescribed }).finally(() =>
      setDescribed(null),
    );
  }

  return {
    send: (files: Promise<PickedFile[]>) => void send(files),
    /** The same offer once more. */
    retry: () => void offering.run(),
    /** The server can be reached again: what waits for that is offered. */
    goOn,
    canRetry: () => !pickError() && isKept(),
    pending: () => picking() > 0 || offering.pending(),
    /** Of many files: how many have been looked at. */
    described,
    error: () => pickError() ?? offering.error(),
    tooMany,
    /** The page is left: what was refused, and not kept, has been read. */
    leavePage() {
      setTooMany(null);
      setPickError(null);
      if (!isKept()) offering.reset();
    },
    /** Whoever was signed in is gone. */
    close: () => clearTimeout(timer),
  };
}

export type Sending = ReturnType<typeof makeSending>;
