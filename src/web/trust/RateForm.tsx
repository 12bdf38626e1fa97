import { createSignal, Show } from 'solid-js';
import { tidyContent } from '../../shared/core/texts.ts';
import type { Match } from '../../shared/matches/match.ts';
import { ratingLimits } from '../../shared/trust/ratingRules.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { TextArea } from '../ui/TextArea.tsx';
import { AgainChoice } from './AgainChoice.tsx';
import { createRating } from './createRating.ts';
import { StarChoice } from './StarChoice.tsx';

/** Stars, whether one would do it again, and a few words: given once. */
export function RateForm(props: { match: Match; onSent: () => void }) {
  const rating = createRating(props.match.id, () => props.onSent());
  const [wasTried, setTried] = createSignal(false);
  const name = () => props.match.partner.username;
  const missing = (value: unknown, words: string) => (wasTried() && value === null ? words : null);
  const tooLong = () => tidyContent(rating.draft.comment).length - ratingLimits.comment;
  let form!: HTMLFormElement;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setTried(true);
    const lacks =
      rating.draft.score === null ? 'fieldset' : rating.draft.wouldExchangeAgain === null && 'fieldset + fieldset';
    if (lacks) form.querySelector<HTMLInputElement>(`${lacks} input`)?.focus();
    else if (tooLong() > 0) form.querySelector('textarea')?.focus();
    else void rating.send.run();
  }

  return (
    <form ref={form} onSubmit={submit} class="flex flex-col gap-7" novalidate>
      <StarChoice
        legend={`How was it with ${name()}?`}
        value={rating.draft.score}
        onChange={(score) => rating.change({ score })}
        error={missing(rating.draft.score, 'Choose one to five stars.')}
      />
      <AgainChoice
        legend={`Would you exchange with ${name()} again?`}
        value={rating.draft.wouldExchangeAgain}
        onChange={(wouldExchangeAgain) => rating.change({ wouldExchangeAgain })}
        error={missing(rating.draft.wouldExchangeAgain, 'Choose yes or no.')}
      />
      <TextArea
        label="In a few words (if you like)"
        hint="People who meet them at events can read it, without your name."
        value={rating.draft.comment}
        onInput={(comment) => rating.change({ comment })}
        error={tooLong() > 0 ? `${tooLong()} characters too many.` : null}
      />
      <p class="text-muted">
        {name()} sees it once they have rated you too, or in a week. You cannot change it afterwards.
      </p>
      <Show
        when={rating.isWaiting()}
        fallback={
          <Show when={rating.send.error()}>
            {(error) => <ErrorNote what={textOf(error())} kept="What you chose and wrote is kept." />}
          </Show>
        }
      >
        <ErrorNote
          what="Your rating could not be sent yet."
          kept="It is kept on this device. While this page is open, it goes out as soon as there is a connection."
          onRetry={() => void rating.send.run()}
          retrying={rating.send.pending()}
        />
      </Show>
      <Button look="lit" type="submit" wide busy={rating.send.pending()}>
        Send rating
      </Button>
    </form>
  );
}
