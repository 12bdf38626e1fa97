import { useLocation, useNavigate } from '@solidjs/router';
import { onCleanup, onMount } from 'solid-js';
import { askAgain } from '../core/askAgain.ts';
import { onAnnouncement } from '../core/socket.ts';
import { matchKeys } from '../matches/matchQueries.ts';
import { toaster } from '../ui/toaster.ts';
import { dropRatingDraft } from './ratingDraft.ts';
import { trustKeys } from './trustQueries.ts';

/** Wherever a person is in the app, ratings that are given or received show at once. Mounted once; draws nothing. */
export default function RatingNews() {
  const navigate = useNavigate();
  const location = useLocation();
  onMount(() => {
    onCleanup(
      // Given here, in another tab, or on another device.
      onAnnouncement('rating:given', ({ matchId }) => {
        dropRatingDraft(matchId);
        askAgain(matchKeys.all);
        askAgain(trustKeys.all);
      }),
    );
    onCleanup(
      onAnnouncement('rating:received', ({ matchId, raterName, isVisible }) => {
        askAgain(trustKeys.all);
        if (location.pathname.startsWith(`/exchanges/${matchId}`)) return;
        toaster.show(isVisible ? `${raterName} has rated you, too.` : `${raterName} has rated your exchange.`, {
          action: { label: 'Open', run: () => navigate(`/exchanges/${matchId}`) },
        });
      }),
    );
  });
  return null;
}
