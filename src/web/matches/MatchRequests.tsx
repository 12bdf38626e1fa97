import { useLocation, useNavigate } from '@solidjs/router';
import { createSignal, lazy, onCleanup, onMount, Show } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { onAnnouncement } from '../core/socket.ts';
import { toaster } from '../ui/toaster.ts';
import { matchIs } from './matchQueries.ts';

const MatchRequestSheet = lazy(() => import('./MatchRequestSheet.tsx'));

/** Wherever a person is in the app, a request for an exchange comes to them. Mounted once. */
export default function MatchRequests() {
  const navigate = useNavigate();
  const location = useLocation();
  const [shown, setShown] = createSignal<Match | null>(null);
  const [isOpen, setOpen] = createSignal(false);

  function heard(match: Match) {
    matchIs(match);
    if (shown()?.id === match.id) {
      setShown(match);
      // Answered on another device, taken back, run out: nothing is left to decide.
      if (match.state !== 'proposed') setOpen(false);
    }
  }

  onMount(() => {
    const stops = [
      onAnnouncement('match:proposed', ({ match }) => {
        heard(match);
        if (match.isProposer) return;
        const open = () => {
          setShown(match);
          setOpen(true);
        };
        // Someone in the middle of something is told, not interrupted.
        if (isBusy() || isOpen()) {
          toaster.show(`${match.partner.username} would like to exchange videos.`, {
            action: { label: 'Answer', run: open },
          });
        } else open();
      }),
      onAnnouncement('match:changed', ({ match }) => {
        heard(match);
        const isHere = location.pathname === `/exchanges/${match.id}`;
        if (match.state === 'accepted' && match.isProposer && !match.isContent && !match.isPartnerContent && !isHere) {
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

  return (
    <Show when={shown()}>
      {(match) => <MatchRequestSheet match={match()} isOpen={isOpen()} onClose={() => setOpen(false)} />}
    </Show>
  );
}

/** Writing, or deciding something else. */
function isBusy(): boolean {
  const active = document.activeElement;
  const isWriting = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement;
  return isWriting || document.querySelector('[role="dialog"],[role="alertdialog"]') !== null;
}
