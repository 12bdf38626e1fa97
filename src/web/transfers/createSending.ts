import { createSignal } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { type AppError, isUnreachable, toAppError } from '../core/appError.ts';
import { createCommand } from '../core/createCommand.ts';
import { type PickedFile, TooManyFilesError } from './files/pickFiles.ts';
import type { PreparedOffer } from './offerFiles.ts';
import { offer, sendOffer } from './transfers.ts';

/** What was chosen for someone, until it has gone through: first as files, then sealed as an offer. */
interface Choice {
  to: Match;
  picked: PickedFile[];
  sealed: PreparedOffer | null;
}

/** Choosing files and offering them, one choice after the other; what was chosen stays while its offer has not gone through. */
export function createSending(match: () => Match | undefined) {
  const [picking, setPicking] = createSignal(0);
  const [pickError, setPickError] = createSignal<AppError | null>(null);
  const [tooMany, setTooMany] = createSignal<number | null>(null);
  const [described, setDescribed] = createSignal<{ done: number; of: number } | null>(null);
  const choices: Choice[] = [];

  const offering = createCommand(async () => {
    let refusal: unknown = null;
    for (let choice = choices[0]; choice; choice = choices[0]) {
      try {
        choice.sealed ??= await prepare(choice);
        await sendOffer(choice.sealed);
      } catch (error) {
        if (isUnreachable(error)) throw error;
        // What was chosen besides goes all the same.
        refusal = error;
      }
      choices.shift();
    }
    if (refusal) throw refusal;
  });

  async function send(files: Promise<PickedFile[]>): Promise<void> {
    const to = match();
    setTooMany(null);
    setPickError(null);
    setPicking((count) => count + 1);
    const picked = await files.catch((error: unknown) => {
      if (error instanceof TooManyFilesError) setTooMany(error.limit);
      else setPickError(toAppError(error));
      return [];
    });
    setPicking((count) => count - 1);
    if (!to || picked.length === 0) return;
    // Chosen anew: in place of what could not be offered, after what is being offered or waits for that.
    if (!offering.pending()) choices.shift();
    choices.push({ to, picked, sealed: null });
    await offering.run();
  }

  function prepare({ to, picked }: Choice): Promise<PreparedOffer> {
    const onDescribed = (done: number) => setDescribed({ done, of: picked.length });
    return offer({ matchId: to.id, partnerId: to.partner.id, picked, onDescribed }).finally(() => setDescribed(null));
  }

  return {
    send: (files: Promise<PickedFile[]>) => void send(files),
    /** The same offer once more, after a lost connection. */
    retry: () => void offering.run(),
    canRetry: () => !pickError() && offering.error()?.kind === 'unreachable',
    pending: () => picking() > 0 || offering.pending(),
    /** Of many files: how many have been looked at. */
    described,
    error: () => pickError() ?? offering.error(),
    tooMany,
  };
}
