import { Show } from 'solid-js';
import type { EventDetail } from '../../shared/events/event.ts';
import { createCommand } from '../core/createCommand.ts';
import { errorText, textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { toaster } from '../ui/toaster.ts';
import { forgetEvent, removeEvent } from './eventCommands.ts';

/** Asks before an event that nobody else has anything from is deleted; says why where somebody has. */
export function DeleteDialog(props: { event: EventDetail; isOpen: boolean; onClose: () => void; onGone: () => void }) {
  const remove = createCommand(async () => {
    const { id, name } = props.event;
    await removeEvent(id);
    props.onClose();
    props.onGone();
    forgetEvent(id);
    toaster.show(`${name} is deleted`);
  });
  const sharedText = errorText['events.others_take_part'];
  // Exchanges from it, of people who left, are known to the server alone.
  const isShared = () => props.event.participantsCount > 1 || remove.error()?.code === 'events.others_take_part';
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      mustDecide
      title={isShared() ? 'This event stays' : `Delete ${props.event.name}?`}
      description={isShared() ? sharedText : 'It is gone with its chat and its link, for good.'}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{isShared() ? 'All right' : 'Keep it'}</Button>
          <Show when={!isShared()}>
            <Button look="danger" busy={remove.pending()} onClick={() => void remove.run()}>
              Delete event
            </Button>
          </Show>
        </>
      }
    >
      <Show when={!isShared() && remove.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
    </Dialog>
  );
}
