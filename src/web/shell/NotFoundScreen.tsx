import { Show } from 'solid-js';
import { session } from '../accounts/session.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { CenteredPage } from './CenteredPage.tsx';

/** An address that leads nowhere. */
export default function NotFoundScreen() {
  return (
    <CenteredPage
      title="Nothing here"
      lead={<p>This address leads to no page. It may be mistyped, or the thing it led to has ended.</p>}
    >
      <Show
        when={session().state === 'signedIn'}
        fallback={
          <LinkButton href="/" look="lit">
            Go to the start
          </LinkButton>
        }
      >
        <LinkButton href="/events" look="lit">
          Go to events
        </LinkButton>
      </Show>
    </CenteredPage>
  );
}
