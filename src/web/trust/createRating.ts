import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { createStore, unwrap } from 'solid-js/store';
import type { MatchId } from '../../shared/core/ids.ts';
import { api } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { askAgain, noteNews } from '../core/askAgain.ts';
import { createCommand } from '../core/createCommand.ts';
import { isOnline } from '../core/online.ts';
import { isPassing, retryDelayMs } from '../core/retrying.ts';
import { onReady } from '../core/socket.ts';
import { matchKeys } from '../matches/matchQueries.ts';
import { dropRatingDraft, keepRatingDraft, type RatingDraft, readRatingDraft } from './ratingDraft.ts';
import { trustKeys } from './trustQueries.ts';

/** Writing one rating: what was chosen so far is kept, and once it was to be sent it goes when the network is back. */
export function createRating(matchId: MatchId, onSent: () => void) {
  const [draft, setDraft] = createStore<RatingDraft>(readRatingDraft(matchId));
  const [isWaiting, setWaiting] = createSignal(false);
  let failures = 0;
  let isGone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = createCommand(async () => {
    const { ratingId, score, comment, wouldExchangeAgain } = draft;
    clearTimeout(timer);
    if (score === null || wouldExchangeAgain === null) return;
    try {
      const ratings = await api.trust.rate.mutate({ ratingId, matchId, score, comment, wouldExchangeAgain });
      dropRatingDraft(matchId);
      setWaiting(false);
      noteNews(trustKeys.ofMatch(matchId), ratings);
      askAgain(matchKeys.all);
      // Whoever has gone on to another page is not called back.
      if (!isGone) onSent();
    } catch (error) {
      const refusal = toAppError(error);
      setWaiting(isPassing(refusal));
      if (isWaiting() && !isGone) timer = setTimeout(() => void send.run(), retryDelayMs(failures++, refusal));
      // Sent from elsewhere: what stands is shown instead.
      if (refusal.code === 'trust.already_rated') {
        dropRatingDraft(matchId);
        askAgain(trustKeys.all);
        askAgain(matchKeys.all);
      }
      throw error;
    }
  });
  const goOn = () => isWaiting() && void send.run();
  onCleanup(onReady(goOn));
  createEffect(on(isOnline, goOn, { defer: true }));
  onCleanup(() => {
    isGone = true;
    clearTimeout(timer);
  });

  return {
    draft,
    change(fields: Partial<Omit<RatingDraft, 'ratingId'>>) {
      setDraft(fields);
      keepRatingDraft(matchId, unwrap(draft));
    },
    send,
    /** It was to be sent and could not be; it goes by itself when it can. */
    isWaiting: isWaiting as Accessor<boolean>,
  };
}
