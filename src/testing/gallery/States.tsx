import Calendar from 'lucide-solid/icons/calendar-days';
import Video from 'lucide-solid/icons/video';
import { onMount } from 'solid-js';
import { OfflineLine } from '../../web/shell/OfflineLine.tsx';
import { Button } from '../../web/ui/Button.tsx';
import { CopyField } from '../../web/ui/CopyField.tsx';
import { EmptyState } from '../../web/ui/EmptyState.tsx';
import { ErrorNote } from '../../web/ui/ErrorNote.tsx';
import { QrCode } from '../../web/ui/QrCode.tsx';
import { SkeletonRows } from '../../web/ui/Skeleton.tsx';
import { Spinner } from '../../web/ui/Spinner.tsx';
import { Toasts } from '../../web/ui/Toasts.tsx';
import { makeToaster } from '../../web/ui/toaster.ts';
import { GalleryPage, Section } from './Section.tsx';

const toaster = makeToaster();
toaster.hold(true);

export default function States() {
  onMount(() => {
    toaster.show('Link copied', { tone: 'ok' });
    toaster.show('You left Warsaw Zouk Congress', { action: { label: 'Undo', run: () => {} } });
    toaster.hold(true);
  });
  return (
    <GalleryPage title="States">
      <Section title="Offline">
        <OfflineLine online={false} />
        <OfflineLine online={false} waitingCount={3} />
        <OfflineLine online reconnecting waitingCount={1} />
      </Section>
      <Section title="Empty">
        <EmptyState
          icon={Calendar}
          title="No events yet"
          action={
            <Button look="lit" icon={Calendar}>
              Find an event
            </Button>
          }
        >
          An event brings together the people who film each other there. Join one by its link or code, or start your
          own.
        </EmptyState>
        <EmptyState icon={Video} title="Nothing to exchange">
          When you and someone else agree to swap videos, it happens here.
        </EmptyState>
      </Section>
      <Section title="Errors">
        <ErrorNote
          what="The message could not be sent."
          kept="It is kept on this phone."
          todo="Check the connection and try again."
          onRetry={() => {}}
        />
        <ErrorNote what="Name or password is not right." />
      </Section>
      <Section title="Loading">
        <p class="flex items-center gap-2 text-muted">
          <Spinner /> Loading people
        </p>
        <SkeletonRows count={3} />
      </Section>
      <Section title="Bring others in">
        <QrCode text="https://spotlight.example/e/9fK2xQ7b" label="Code that opens this event" />
        <CopyField label="Link to this event" value="https://spotlight.example/e/9fK2xQ7b" />
      </Section>
      <Toasts toaster={toaster} />
    </GalleryPage>
  );
}
