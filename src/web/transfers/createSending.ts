import { createSignal } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { RefusedError } from '../core/appError.ts';
import { createCommand } from '../core/createCommand.ts';
import type { PickedFile } from './files/pickFiles.ts';
import type { PreparedOffer } from './offerFiles.ts';
import { offer, sendOffer } from './transfers.ts';

/** Choosing files and offering them; what was chosen stays while the offer has not gone through. */
export function createSending(match: () => Match | undefined) {
  const [tooMany, setTooMany] = createSignal<number | null>(null);
  let unsent: PreparedOffer | null = null;

  const command = createCommand(async (picking: Promise<PickedFile[]> | null) => {
    setTooMany(null);
    const picked = await picking?.catch((error: unknown) => {
      const limit = (error as { limit?: number }).limit;
      if (limit === undefined) throw error;
      setTooMany(limit);
      return [];
    });
    const to = match();
    if (picked && (picked.length === 0 || !to)) return;
    if (picked && to) unsent = await offer(to.id, to.partner.id, picked);
    if (!unsent) throw new RefusedError({ code: 'client.failed', kind: 'internal' });
    await sendOffer(unsent);
    unsent = null;
  });

  return {
    send: (picking: Promise<PickedFile[]>) => void command.run(picking),
    /** The same offer once more, after a lost connection. */
    retry: () => void command.run(null),
    canRetry: () => command.error()?.kind === 'unreachable' && unsent !== null,
    pending: command.pending,
    error: command.error,
    tooMany,
  };
}
