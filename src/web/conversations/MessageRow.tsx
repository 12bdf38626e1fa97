import Check from 'lucide-solid/icons/check';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import Clock from 'lucide-solid/icons/clock';
import ExternalLink from 'lucide-solid/icons/external-link';
import Hourglass from 'lucide-solid/icons/hourglass';
import WifiOff from 'lucide-solid/icons/wifi-off';
import { createMemo, For, type JSX, Show, Switch, Match as When } from 'solid-js';
import { kindOf } from '../../shared/conversations/conversationRules.ts';
import { textOf } from '../core/errorText.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { type Icon, iconStroke } from '../ui/icon.ts';
import { Time } from '../ui/Time.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { discardMessage, retryMessage } from './chatOutbox.ts';
import { type Piece, piecesOf } from './links.ts';
import type { MessageEntry } from './threadEntries.ts';

/** One message: whose it is, what it says, and whether it has left. */
export function MessageRow(props: { entry: MessageEntry; namesAuthors: boolean }) {
  const isOther = () => !props.entry.isOwn;
  return (
    <div
      data-message
      class={cx('flex gap-2.5', props.entry.isOwn && 'justify-end', props.entry.startsGroup ? 'mt-3' : 'mt-1')}
    >
      <Show when={isOther() && props.namesAuthors}>
        <div class="w-9 shrink-0">
          <Show when={props.entry.startsGroup}>
            <Avatar
              name={props.entry.author.username}
              avatarUrl={props.entry.author.avatarUrl}
              size="sm"
              isDecorative
            />
          </Show>
        </div>
      </Show>
      <div class={cx('flex min-w-0 max-w-[82%] flex-col', props.entry.isOwn ? 'items-end' : 'items-start')}>
        <Show
          when={isOther() && props.namesAuthors && props.entry.startsGroup}
          fallback={<VisuallyHidden>{props.entry.isOwn ? 'You' : props.entry.author.username}:</VisuallyHidden>}
        >
          <p class="mb-1 max-w-full truncate text-sm font-medium text-muted">{props.entry.author.username}</p>
        </Show>
        <Bubble entry={props.entry} />
        <Refusal entry={props.entry} />
        <Show when={props.entry.endsGroup && props.entry.state !== 'refused'}>
          <p class="mt-1 flex items-center gap-1 text-xs text-muted">
            <Time at={props.entry.at} as="clock" />
            <Show when={props.entry.isOwn}>
              <SendingState state={props.entry.state} />
            </Show>
          </p>
        </Show>
      </div>
    </div>
  );
}

function Bubble(props: { entry: MessageEntry }) {
  const pieces = createMemo(() => piecesOf(props.entry.content));
  const soleLink = () =>
    kindOf(props.entry.content, 'text') === 'link' && pieces().length === 1 ? pieces()[0]!.href : null;
  return (
    <p
      dir="auto"
      class={cx(
        'max-w-full rounded-sheet border px-3.5 py-2 wrap-anywhere whitespace-pre-wrap',
        props.entry.isOwn ? 'bg-glow' : 'border-line bg-surface',
        props.entry.isOwn && (props.entry.state === 'refused' ? 'border-danger' : 'border-transparent'),
        // Not yet sent: an outline that is not closed, readable without colour.
        props.entry.state !== 'sent' && props.entry.state !== 'refused' && 'border-dashed border-edge!',
      )}
    >
      <Show when={soleLink()} fallback={<For each={pieces()}>{(piece) => <InText piece={piece} />}</For>}>
        {(href) => <SoleLink href={href()} address={pieces()[0]!.text} />}
      </Show>
    </p>
  );
}

function InText(props: { piece: Piece }) {
  return (
    <Show when={props.piece.href} fallback={props.piece.text}>
      {(href) => (
        <a href={href()} target="_blank" rel="noopener noreferrer nofollow">
          {props.piece.text}
        </a>
      )}
    </Show>
  );
}

/** A message that is only a link: where it leads stands first, for it leads out of here. */
function SoleLink(props: { href: string; address: string }) {
  return (
    <a
      href={props.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      class="flex min-h-11 items-center gap-2.5 no-underline!"
    >
      <ExternalLink size={20} strokeWidth={iconStroke} aria-hidden="true" class="shrink-0" />
      <span class="min-w-0">
        <span class="block font-semibold">{new URL(props.href).host}</span>
        <span class="line-clamp-2 text-sm underline underline-offset-2">{props.address}</span>
      </span>
    </a>
  );
}

function SendingState(props: { state: MessageEntry['state'] }): JSX.Element {
  return (
    <Switch>
      <When when={props.state === 'sent'}>
        <Mark icon={Check} />
        <VisuallyHidden>Sent</VisuallyHidden>
      </When>
      <When when={props.state === 'sending'}>
        <Mark icon={Clock} />
        Sending
      </When>
      <When when={props.state === 'waiting'}>
        <Mark icon={WifiOff} />
        Waits for the network
      </When>
      <When when={props.state === 'delayed'}>
        <Mark icon={Hourglass} />
        Waits a moment
      </When>
    </Switch>
  );
}

function Mark(props: { icon: Icon }) {
  return <props.icon size={14} strokeWidth={iconStroke} aria-hidden="true" class="shrink-0" />;
}

/** Not sent, and why; the words stay until the person decides. */
function Refusal(props: { entry: MessageEntry }) {
  return (
    <Show when={props.entry.unsent?.refusal && props.entry.unsent}>
      {(unsent) => (
        <div role="alert" class="mt-1.5 flex flex-col items-end gap-1.5 text-sm text-danger">
          <p class="flex gap-1.5">
            <CircleAlert size={18} strokeWidth={iconStroke} aria-hidden="true" class="mt-px shrink-0" />
            <span>Not sent. {unsent().refusal && textOf(unsent().refusal!)}</span>
          </p>
          <div class="flex gap-2">
            <Button look="bare" onClick={() => discardMessage(unsent())}>
              Discard
            </Button>
            <Button onClick={() => retryMessage(unsent())}>Send again</Button>
          </div>
        </div>
      )}
    </Show>
  );
}
