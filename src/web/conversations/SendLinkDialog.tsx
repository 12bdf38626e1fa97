import { createSignal } from 'solid-js';
import type { ConversationId } from '../../shared/core/ids.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import { writeMessage } from './chatOutbox.ts';
import { piecesOf } from './links.ts';
import { holdsShareKey } from './shareLinks.ts';

/** The last resort: the files lie with another service, and the other side gets its address. */
export default function SendLinkDialog(props: {
  conversationId: ConversationId;
  partner: string;
  onClose: () => void;
}) {
  const [address, setAddress] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  const send = () => {
    const written = address().trim();
    const [only, ...others] = piecesOf(/^[a-z]+:/i.test(written) ? written : `https://${written}`);
    if (!only?.href || others.length > 0 || !new URL(only.href).hostname.includes('.')) {
      setProblem('That is no web address. Copy it from the other service as it is.');
    } else if (holdsShareKey(only.href, location.host)) {
      setProblem('This link holds a key that the server must not see. Send it by another way than this chat.');
    } else {
      writeMessage(props.conversationId, only.text);
      props.onClose();
    }
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title="Send a link instead"
      description={`Put the files into Drive, Dropbox or the like, and give ${props.partner} the link. That service can look into them, and nobody checks here that they arrive whole.`}
      actions={
        <>
          <Button onClick={props.onClose}>Not now</Button>
          <Button look="lit" onClick={send}>
            Send the link
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField
          label="Address at the other service"
          type="url"
          inputmode="url"
          autocomplete="off"
          placeholder="https://"
          value={address()}
          onInput={(value) => {
            setAddress(value);
            setProblem(null);
          }}
          error={problem()}
        />
      </form>
    </Dialog>
  );
}
