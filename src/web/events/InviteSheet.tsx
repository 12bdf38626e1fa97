import RefreshCw from 'lucide-solid/icons/refresh-cw';
import { createSignal, Show, Suspense } from 'solid-js';
import type { EventDetail } from '../../shared/events/event.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { OnlyHereNote } from '../shell/OnlyHereNote.tsx';
import { Button } from '../ui/Button.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toaster } from '../ui/toaster.ts';
import { renewLink } from './eventCommands.ts';

const QrCode = lazyPart(async () => ({ default: (await import('../ui/QrCode.tsx')).QrCode }));

/** Brings others in: the code to hold out, the link to send. */
export function InviteSheet(props: { event: EventDetail; isOpen: boolean; onClose: () => void }) {
  const link = () => `${location.origin}/join/${props.event.code}`;
  return (
    <Sheet
      isOpen={props.isOpen}
      onClose={props.onClose}
      title="Invite people"
      description={`Whoever has this code or link can join ${props.event.name}.`}
    >
      <div class="flex flex-col gap-5">
        <Suspense fallback={<Skeleton class="mx-auto aspect-square w-full max-w-72" />}>
          <QrCode text={link()} label={`QR code that leads to ${props.event.name}`} class="mx-auto" />
        </Suspense>
        <OnlyHereNote />
        <CopyField label="Link" value={link()} shareTitle={props.event.name} />
        <Show when={props.event.isOrganiser}>
          <Renew event={props.event} />
        </Show>
      </div>
    </Sheet>
  );
}

/** The organiser's way to end a link that went to the wrong people. Asks once more, in place. */
function Renew(props: { event: EventDetail }) {
  const [isAsking, setAsking] = createSignal(false);
  const renew = createCommand(async () => {
    await renewLink(props.event.id);
    setAsking(false);
    toaster.show('The old link leads nowhere now', { tone: 'ok' });
  });
  return (
    <div class="border-t border-line pt-4">
      <Show
        when={isAsking()}
        fallback={
          <Button look="bare" icon={RefreshCw} class="-ml-3 px-3!" onClick={() => setAsking(true)}>
            Make a new link
          </Button>
        }
      >
        <p>The link and code above stop working at once. People who have joined stay.</p>
        <div class="mt-3 flex flex-wrap gap-2">
          <Button onClick={() => setAsking(false)}>Keep the link</Button>
          <Button look="danger" busy={renew.pending()} onClick={() => void renew.run()}>
            End it and make a new one
          </Button>
        </div>
      </Show>
      <Show when={renew.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
    </div>
  );
}
