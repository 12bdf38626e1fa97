import { useQueryClient } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, on, onCleanup, Show, untrack } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import type { TransferId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { type AppError, toAppError } from '../core/appError.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { isSaidAgain, retryDelayMs } from '../core/retrying.ts';
import { onReady } from '../core/socket.ts';
import { matchKeys } from '../matches/matchQueries.ts';
import { isInTheMiddle } from '../ui/busy.ts';
import { toaster } from '../ui/toaster.ts';
import { entryOf, incomingOffers } from './exchangeStore.ts';
import { askedFor, setAskedFor } from './requestInView.ts';
import type { TransferEntry } from './transferEntry.ts';

const IncomingSheet = lazyPart(() => import('./IncomingSheet.tsx'));

/** Files offered to this person come to them wherever they are in the app. Mounted once. */
export default function IncomingRequest() {
  // What was put aside stays in its exchange, and does not come up again by itself.
  const seen = new Set<TransferId>();
  let isPutOff = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [chances, setChances] = createSignal(0);
  const tryAgain = () => setChances((count) => count + 1);
  const waiting = createMemo(
    () =>
      incomingOffers()
        .filter(({ manifest }) => manifest)
        .map(({ id }) => id),
    [],
    { equals: (a, b) => a.length === b.length && a.every((id, n) => id === b[n]) },
  );
  // Kept while the sheet sinks away.
  const lastAsked = createMemo<TransferId | null>((before) => askedFor() ?? before, null);

  createEffect(
    on([waiting, askedFor, chances], ([offers, asked], before) => {
      const next = offers.filter((id) => !seen.has(id)).at(-1);
      if (!next || asked || isPutOff) return;
      seen.add(next);
      // The next in turn takes the place of the one that was just closed.
      const isInTurn = Boolean(before?.[1]);
      if (isInTurn || !isInTheMiddle()) setAskedFor(next);
      else toaster.show('Files were offered to you.', { action: { label: 'Look', run: () => setAskedFor(next) } });
    }),
  );
  createEffect(() => {
    const id = askedFor();
    if (id) seen.add(id);
  });

  onCleanup(onReady(tryAgain));
  onCleanup(() => {
    clearTimeout(timer);
    setAskedFor(null);
  });

  /** Who it is from could not be asked: it comes up again after a while or a reconnect. */
  function putOff(id: TransferId, refusal: AppError) {
    isPutOff = isSaidAgain(refusal);
    setAskedFor(null);
    if (!isPutOff) return;
    isPutOff = false;
    seen.delete(id);
    clearTimeout(timer);
    timer = setTimeout(tryAgain, retryDelayMs(failures++, refusal));
  }

  return (
    <Show when={lastAsked()} keyed>
      {(id) => (
        <Request
          id={id}
          onFailed={(refusal) => putOff(id, refusal)}
          onFound={() => {
            failures = 0;
          }}
        />
      )}
    </Show>
  );
}

/** One request with the person it is from, who may have to be asked for first. */
function Request(props: { id: TransferId; onFailed: (refusal: AppError) => void; onFound: () => void }) {
  const queries = useQueryClient();
  const [partner, setPartner] = createSignal<Person>();
  const entry = createMemo(() => entryOf(props.id));
  const isAsked = createMemo(() => askedFor() === props.id);

  async function lookUp() {
    const matchId = entry()?.transfer.matchId;
    if (!matchId) return;
    try {
      const queryFn = () => api.matches.get.query({ matchId });
      setPartner((await queries.ensureQueryData({ queryKey: matchKeys.one(matchId), queryFn })).partner);
      props.onFound();
    } catch (error) {
      if (isAsked()) props.onFailed(toAppError(error));
    }
  }
  // One that was put off is asked for again under the same id.
  createEffect(() => isAsked() && !untrack(partner) && untrack(lookUp));

  return (
    <Show when={entry() && partner()} keyed>
      {(from) => (
        <IncomingSheet
          entry={entry() as TransferEntry}
          partner={from}
          isOpen={isAsked()}
          onClose={() => isAsked() && setAskedFor(null)}
        />
      )}
    </Show>
  );
}
