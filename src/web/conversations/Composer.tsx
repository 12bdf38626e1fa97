import SendHorizontal from 'lucide-solid/icons/send-horizontal';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { contentProblem, messageLimits } from '../../shared/conversations/conversationRules.ts';
import type { ConversationId } from '../../shared/core/ids.ts';
import { isSeen, tidyContent } from '../../shared/core/texts.ts';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { TextArea } from '../ui/TextArea.tsx';
import { unsentOf } from './chatOutbox.ts';
import { keepDraft, onDraftDropped, readDraft } from './drafts.ts';
import { holdsShareKey } from './shareLinks.ts';

const COUNTED_FROM = messageLimits.length - 200;

/** Where a message is written. Sending never waits: what is written goes to the outbox. */
export function Composer(props: {
  conversationId: ConversationId;
  placeholder: string;
  extras?: JSX.Element;
  onType: () => void;
  onSend: (content: string) => void;
}) {
  const begun = readDraft(props.conversationId);
  // It stays a draft until the outbox has stored it.
  const isSent = unsentOf(props.conversationId).some(({ content }) => content === tidyContent(begun));
  const [text, setText] = createSignal(isSent ? '' : begun);
  let area: HTMLTextAreaElement | undefined;
  const length = () => tidyContent(text()).length;
  const isTooLong = () => length() > messageLimits.length;
  const holdsKey = () => holdsShareKey(text(), location.host);
  const problem = () => {
    if (holdsKey())
      return 'This link holds the key to the files, and chats lie on the server, which must not see it. Send it by another way.';
    return isTooLong() ? `Too long by ${length() - messageLimits.length}. Send it in parts.` : null;
  };

  const write = (value: string) => {
    setText(value);
    keepDraft(props.conversationId, value);
    if (isSeen(value)) props.onType();
  };
  const send = () => {
    const content = tidyContent(text());
    // The keyboard stays open for the next one.
    area?.focus();
    if (contentProblem(content) || holdsKey()) return;
    props.onSend(content);
    setText('');
  };
  onCleanup(
    onDraftDropped(props.conversationId, (dropped) => dropped !== text() && keepDraft(props.conversationId, text())),
  );

  return (
    <form
      class="page-width flex items-end gap-2 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Show when={props.extras}>{(extras) => <div class="flex min-h-12 items-center">{extras()}</div>}</Show>
      <div class="min-w-0 flex-1">
        <TextArea
          ref={(element) => {
            area = element;
          }}
          label={props.placeholder}
          hideLabel
          placeholder={props.placeholder}
          value={text()}
          onInput={write}
          onSubmit={send}
          enterkeyhint="enter"
          error={problem()}
        />
        <Show when={length() > COUNTED_FROM && !isTooLong()}>
          <p class="mt-1 text-right text-xs text-muted">{messageLimits.length - length()} left</p>
        </Show>
      </div>
      <div class="flex min-h-12 items-center">
        <IconButton
          type="submit"
          icon={SendHorizontal}
          label="Send"
          look={length() > 0 && !problem() ? 'lit' : 'bare'}
          class={cx(length() === 0 && 'opacity-80')}
        />
      </div>
    </form>
  );
}
