import { useQueryClient } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, lazy, on, Show } from 'solid-js';
import type { TransferId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { api } from '../core/api.ts';
import { matchKeys } from '../matches/matchQueries.ts';
import { toaster } from '../ui/toaster.ts';
import { entryOf, incomingOffers } from './exchangeStore.ts';
import { askedFor, setAskedFor } from './requestInView.ts';

const IncomingSheet = lazy(() => import('./IncomingSheet.tsx'));

/** Files offered to this person come to them wherever they are in the app. Mounted once. */
export default function IncomingRequest() {
  const queries = useQueryClient();
  const [match, setMatch] = createSignal<Match | null>(null);
  // What was put aside stays in its exchange, and does not come up again by itself.
  const seen = new Set<TransferId>();
  const waiting = createMemo(() => incomingOffers().filter(({ manifest, id }) => manifest && !seen.has(id)));

  createEffect(
    on(waiting, (offers) => {
      const next = offers.at(-1);
      if (!next || askedFor()) return;
      seen.add(next.id);
      if (isDeciding()) {
        toaster.show('Files were offered to you.', { action: { label: 'Look', run: () => setAskedFor(next.id) } });
      } else setAskedFor(next.id);
    }),
  );

  const shown = createMemo(() => {
    const id = askedFor();
    return id ? entryOf(id) : undefined;
  });

  createEffect(
    on(askedFor, async (id) => {
      const entry = id && entryOf(id);
      if (!entry) return;
      seen.add(entry.id);
      const { matchId } = entry.transfer;
      const found = await queries
        .ensureQueryData({ queryKey: matchKeys.one(matchId), queryFn: () => api.matches.get.query({ matchId }) })
        .catch(() => null);
      if (askedFor() === id) setMatch(found);
    }),
  );

  return (
    <Show when={shown()}>
      {(entry) => (
        <Show when={match()?.id === entry().transfer.matchId ? match() : null}>
          {(known) => <IncomingSheet entry={entry()} partner={known().partner} onClose={() => setAskedFor(null)} />}
        </Show>
      )}
    </Show>
  );
}

/** Another sheet or dialog is open: nothing is laid over it. */
const isDeciding = () => document.querySelector('[role="dialog"],[role="alertdialog"]') !== null;
