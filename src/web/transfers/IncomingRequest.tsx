import { useQueryClient } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, lazy, on, Show } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import type { TransferId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { matchKeys } from '../matches/matchQueries.ts';
import { toaster } from '../ui/toaster.ts';
import { entryOf, incomingOffers } from './exchangeStore.ts';
import { askedFor, setAskedFor } from './requestInView.ts';
import type { TransferEntry } from './transferEntry.ts';

const IncomingSheet = lazy(() => import('./IncomingSheet.tsx'));

/** Files offered to this person come to them wherever they are in the app. Mounted once. */
export default function IncomingRequest() {
  // What was put aside stays in its exchange, and does not come up again by itself.
  const seen = new Set<TransferId>();
  let isPutOff = false;
  const waiting = createMemo(() => incomingOffers().filter(({ manifest }) => manifest));
  // Kept while the sheet sinks away.
  const lastAsked = createMemo<TransferId | null>((before) => askedFor() ?? before, null);

  createEffect(
    on([waiting, askedFor], ([offers, asked], before) => {
      const next = offers.filter(({ id }) => !seen.has(id)).at(-1);
      if (!next || asked || isPutOff) return;
      seen.add(next.id);
      // The next in turn takes the place of the one that was just closed.
      const isInTurn = Boolean(before?.[1]);
      if (isInTurn || !isDeciding()) setAskedFor(next.id);
      else toaster.show('Files were offered to you.', { action: { label: 'Look', run: () => setAskedFor(next.id) } });
    }),
  );
  createEffect(() => {
    const id = askedFor();
    if (id) seen.add(id);
  });

  /** Who it is from could not be asked: it comes up again with the next news, and none takes its place until then. */
  function putOff(id: TransferId) {
    isPutOff = true;
    setAskedFor(null);
    isPutOff = false;
    seen.delete(id);
  }

  return (
    <Show when={lastAsked()} keyed>
      {(id) => <Request id={id} onFailed={() => putOff(id)} />}
    </Show>
  );
}

/** One request with the person it is from, who may have to be asked for first. */
function Request(props: { id: TransferId; onFailed: () => void }) {
  const queries = useQueryClient();
  const [partner, setPartner] = createSignal<Person>();
  const entry = createMemo(() => entryOf(props.id));
  const matchId = entry()?.transfer.matchId;
  if (matchId) {
    queries
      .ensureQueryData({ queryKey: matchKeys.one(matchId), queryFn: () => api.matches.get.query({ matchId }) })
      .then(
        (match) => setPartner(match.partner),
        () => askedFor() === props.id && props.onFailed(),
      );
  }
  return (
    <Show when={entry() && partner()} keyed>
      {(from) => (
        <IncomingSheet
          entry={entry() as TransferEntry}
          partner={from}
          isOpen={askedFor() === props.id}
          onClose={() => askedFor() === props.id && setAskedFor(null)}
        />
      )}
    </Show>
  );
}

/** Another sheet or dialog is open, and not just sinking away: nothing is laid over it. */
const isDeciding = () =>
  document.querySelector(':is([role="dialog"],[role="alertdialog"]):not([data-closed])') !== null;
