import { createSignal } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { createCommand } from '../core/createCommand.ts';
import type { PickedFile } from './files/pickFiles.ts';
import type { PreparedOffer } from './offerFiles.ts';
import { offer, sendOffer } from './transfers.ts';

/** Choosing files and offering them; what was chosen stays while the offer has not gone through. */
export function createSending(match: () => Match | undefined) {
  const [tooMany, setTooMany] = createSignal<number | null>(null);
  const [described, setDescribed] = createSignal<{ done: number; of: number } | null>(null);
  // What was chosen, until it has gone through: first as files, then sealed as an offer.
  let chosen: PickedFile[] = [];
  let sealed: PreparedOffer | null = null;

  const command = createCommand(async (picking: Promise<PickedFile[]> | null) => {
    setTooMany(null);
    if (picking) {
      const picked = await picking.catch((error: unknown) => {
        const limit = (error as { limit?: number }).limit;
        if (limit === undefined) throw error;
        setTooMany(limit);
        return [];
      });
      if (picked.length === 0) return;
      chosen = picked;
      sealed = null;
    }
    const to = match();
    if (!to || chosen.length === 0) return;
    sealed ??= await prepare(to);
    await sendOffer(sealed);
    chosen = [];
    sealed = null;
  });

  async function prepare(to: Match): Promise<PreparedOffer> {
    const picked = chosen;
    const onDescribed = (done: number) => setDescribed({ done, of: picked.length });
    return offer({ matchId: to.id, partnerId: to.partner.id, picked, onDescribed }).finally(() => setDescribed(null));
  }

  return {
    send: (picking: Promise<PickedFile[]>) => void command.run(picking),
    /** The same offer once more, after a lost connection. */
    retry: () => void command.run(null),
    canRetry: () => command.error()?.kind === 'unreachable',
    pending: command.pending,
    /** Of many files: how many have been looked at. */
    described,
    error: command.error,
    tooMany,
  };
}
