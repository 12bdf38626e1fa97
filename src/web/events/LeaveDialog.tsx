import { Show } from 'solid-js';
import type { EventDetail } from '../../shared/events/event.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { toaster } from '../ui/toaster.ts';
import { forgetAttendance, leaveEvent } from './eventCommands.ts';

/** Asks before leaving: chat and people are out of sight afterwards. */
export function LeaveDialog(props: { event: EventDetail; isOpen: boolean; onClose: () => void; onLeft: () => void }) {
  const leave = createCommand(async () => {
    const { id, name } = props.event;
    await leaveEvent(id);
    props.onClose();
    props.onLeft();
    forgetAttendance(id);
    toaster.show(`You left ${name}`);
  });
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      mustDecide
      title={`Leave ${props.event.name}?`}
      description={
        props.event.listed
          ? 'You no longer see its chat and its people. You can join again from the list.'
          : 'You no longer see its chat and its people. To join again you need its link.'
      }
      actions={
        <>
          <Button onClick={() => props.onClose()}>Stay</Button>
          <Button look="danger" busy={leave.pending()} onClick={() => void leave.run()}>
            Leave event
          </Button>
        </>
      }
    >
      <Show when={leave.error()}>{(error) => <ErrorNote what={textOf(error())} />}</Show>
    </Dialog>
  );
}
