import { useLocation, useNavigate } from '@solidjs/router';
import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { api } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { queryClient } from '../core/queryClient.ts';
import { onAnnouncement, onReady } from '../core/socket.ts';
import { isBusy } from '../ui/busy.ts';
import { toaster } from '../ui/toaster.ts';
import { answered, matchIs, matchKeys, newsOf } from './matchQueries.ts';

const MatchRequestSheet = lazyPart(() => import('./MatchRequestSheet.tsx'));

/** Wherever a person is in the app, a request for an exchange comes to them. Mounted once. */
export default function MatchRequests() {
  const navigate = useNavigate();
  const location = useLocation();
  const [shown, setShown] = createSignal<Match | null>(null);
  const [isOpen, setOpen] = createSignal(false);
  /** What has happened once may be told again. */
  const toldAccepted = new Set<MatchId>();

  function heard(match: Match) {
    matchIs(match);
    if (shown()?.id === match.id) show(match);
  }

  function show(match: Match) {
    setShown(match);
    // Answered on another device, taken back, run out: nothing is left to decide.
    if (match.state !== 'proposed') setOpen(false);
  }

  /** What was announced while the socket was away was not heard. */
  async function askOfShown() {
    const id = isOpen() && shown()?.id;
    if (!id) return;
    const newsBefore = newsOf(id);
    try {
      answered(await api.matches.get.query({ matchId: id }), newsBefore);
      const match = knownAs(id);
      if (match && shown()?.id === id) show(match);
    } catch (error) {
      if (toAppError(error).kind === 'not_found' && shown()?.id === id) setOpen(false);
    }
  }

  function open(id: MatchId) {
    const match = knownAs(id);
    if (match?.state !== 'proposed') return toaster.show('This request is no longer open.');
    setShown(match);
    setOpen(true);
  }

  onMount(() => {
    const stops = [
      onReady(() => void askOfShown()),
      onAnnouncement('match:proposed', ({ match }) => {
        heard(match);
        if (match.isProposer) return;
        // Someone in the middle of something is told, not interrupted.
        if (isBusy() || isOpen()) {
          toaster.show(`${match.partner.username} would like to exchange videos.`, {
            action: { label: 'Answer', run: () => open(match.id) },
          });
        } else open(match.id);
      }),
      onAnnouncement('match:changed', ({ match }) => {
        heard(match);
        if (!match.isProposer || !isNewlyAccepted(match) || toldAccepted.has(match.id)) return;
        toldAccepted.add(match.id);
        if (location.pathname !== `/exchanges/${match.id}`) {
          toaster.show(`${match.partner.username} accepted your exchange.`, {
            tone: 'ok',
            action: { label: 'Open', run: () => navigate(`/exchanges/${match.id}`) },
          });
        }
      }),
    ];
    onCleanup(() => {
      for (const stop of stops) stop();
    });
  });

  // Each request has a sheet of its own, which stays while it sinks away: what was refused there, or comes late, is of no other.
  return (
    <Show when={shown()?.id} keyed>
      {(id) => (
        <MatchRequestSheet
          match={shown() as Match}
          isOpen={isOpen()}
          onClose={() => shown()?.id === id && setOpen(false)}
        />
      )}
    </Show>
  );
}

const knownAs = (id: MatchId) => queryClient.getQueryData<Match>(matchKeys.one(id));

/** What was complete and is open again was not accepted just now: it can have been rated already. */
function isNewlyAccepted({ state, isContent, isPartnerContent, ownRating }: Match): boolean {
  return state === 'accepted' && !isContent && !isPartnerContent && ownRating === 'not_yet';
}
