import { createCommand } from '../../core/createCommand.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatBytes } from '../../ui/format.ts';

/** Asks once before what has come is thrown away. */
export default function GiveUpDialog(props: { heldBytes: number; onClose: () => void; onGiveUp: () => Promise<void> }) {
  const stop = createCommand(() => props.onGiveUp());
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title="Cancel this download?"
      description={
        props.heldBytes > 0
          ? `${formatBytes(props.heldBytes)} have come and will be thrown away. To stop for a while, pause instead.`
          : 'Nothing has come yet.'
      }
      actions={
        <>
          <Button onClick={props.onClose}>Keep it</Button>
          <Button look="danger" busy={stop.pending()} onClick={() => void stop.run()}>
            Cancel it
          </Button>
        </>
      }
    />
  );
}
