import { onMount } from 'solid-js';
import { isMissingPart } from '../core/missingPart.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { CenteredPage } from './CenteredPage.tsx';

/** A page that could not be shown: a part that did not arrive, or a fault of ours. */
export default function BrokenPage(props: { error: unknown }) {
  onMount(() => console.error(props.error));
  return (
    <CenteredPage title="This page did not open">
      <ErrorNote
        what={isMissingPart(props.error) ? 'A part of the app did not arrive.' : 'Something went wrong in this page.'}
        kept="Your messages and transfers are kept."
        onRetry={() => location.reload()}
        retryLabel="Reload"
      />
    </CenteredPage>
  );
}
