import { createSignal } from 'solid-js';
import type { AccountId, MatchId } from '../../shared/core/ids.ts';
import { type AppError, toAppError } from '../core/appError.ts';
import { createCommand } from '../core/createCommand.ts';
import { isOverSoon, retryDelayMs } from '../core/retrying.ts';
import { type ChoiceLack, readChoice } from './files/choiceLack.ts';
import type { PickedFile, PickedFiles } from './files/pickFiles.ts';
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

/** So often is an offer said again that the server stumbles over. */
const FAULTS_BORNE = 5;

/**
 * Choosing files for one exchange and offering them, one choice after the other. What was chosen stays, also when the page
 * that it was chosen on is left, and is offered again by itself, while the server is away or busy.
 */
export function makeSending(match: { id: MatchId; partnerId: AccountId }, { offer, sendOffer }: SendingParts) {
  const [picking, setPicking] = createSignal(0);
  const [pickError, setPickError] = createSignal<AppError | null>(null);
  const [lack, setLack] = createSignal<ChoiceLack | null>(null);
  const [described, setDescribed] = createSignal<{ done: number; of: number } | null>(null);
  const choices: Choice[] = [];
  /** The server could be reached again after what is under way had begun. */
  let isReachedAgain = false;
  let isClosed = false;
  let failures = 0;
  /** Of the server, for the choice that is first. */
  let faults = 0;
  /** Of what will not go, said once nothing else is left to be offered. */
  let refusal: unknown = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isBorne = (error: AppError) => isOverSoon(error) || (error.code === 'server.internal' && faults < FAULTS_BORNE);

  const offering = createCommand(async () => {
    clearTimeout(timer);
    for (let choice = choices[0]; choice; choice = choices[0]) {
      isReachedAgain = false;
      try {
        choice.sealed ??= await prepare(choice);
        await sendOffer(choice.sealed);
      } catch (error) {
        const busy = toAppError(error);
        if (busy.code === 'server.internal') faults++;
        if (isBorne(busy)) {
          const isForNetwork = busy.kind === 'unreachable';
          // What waits for the network goes on by the reconnect, which may have come before its time was over.
          if (isForNetwork && isReachedAgain) continue;
          if (!isForNetwork && !isClosed) timer = setTimeout(goOn, retryDelayMs(failures++, busy));
          throw error;
        }
        // What was chosen besides goes all the same.
        refusal = error;
      }
      failures = faults = 0;
      choices.shift();
    }
    const unsaid = refusal;
    refusal = null;
    if (unsaid) throw unsaid;
  });
  // What was refused for good is gone from the choices.
  const isKept = () => offering.error() !== null && choices.length > 0;
  function goOn() {
    isReachedAgain = true;
    if (isKept()) void offering.run();
  }

  async function send(picking: Promise<PickedFiles>): Promise<void> {
    setLack(null);
    setPickError(null);
    setPicking((count) => count + 1);
    const choice = await readChoice(picking).catch((error: unknown) => {
      setPickError(toAppError(error));
      return null;
    });
    setPicking((count) => count - 1);
    if (!choice || isClosed) return;
    const { picked } = choice;
    if (choice.lack) setLack(choice.lack);
    if (picked.length === 0) return;
    // After what waits; what waits itself may have been chosen again to set it going.
    if (!choices.some((choice) => isSame(choice.picked, picked))) choices.push({ picked, sealed: null });
    await offering.run();
  }

  function prepare({ picked }: Choice): Promise<PreparedOffer> {
    const onDescribed = (done: number) => setDescribed({ done, of: picked.length });
    return offer({ matchId: match.id, partnerId: match.partnerId, picked, onDescribed }).finally(() =>
      setDescribed(null),
    );
  }

  return {
    send: (picking: Promise<PickedFiles>) => void send(picking),
    /** The same offer once more. */
    retry: () => void offering.run(),
    /** The server can be reached again: what waits for that is offered. */
    goOn,
    canRetry: () => !pickError() && isKept(),
    pending: () => picking() > 0 || offering.pending(),
    /** Of many files: how many have been looked at. */
    described,
    error: () => pickError() ?? offering.error(),
    /** Of what was chosen last. */
    lack,
    /** The page is left: what was refused, and not kept, has been read. */
    leavePage() {
      setLack(null);
      setPickError(null);
      if (!isKept()) offering.reset();
    },
    /** Whoever was signed in is gone. */
    close() {
      isClosed = true;
      choices.length = 0;
      clearTimeout(timer);
    },
  };
}

const isSame = (some: PickedFile[], others: PickedFile[]): boolean =>
  some.length === others.length && some.every((one, n) => fingerprint(one) === fingerprint(others[n]!));
const fingerprint = ({ file, path }: PickedFile) => JSON.stringify([path, file.name, file.size, file.lastModified]);

export type Sending = ReturnType<typeof makeSending>;
