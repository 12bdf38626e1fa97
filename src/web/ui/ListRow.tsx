import ChevronRight from 'lucide-solid/icons/chevron-right';
import { type JSX, Show, Switch, Match as When } from 'solid-js';
import { cx } from './cx.ts';
import { iconStroke } from './icon.ts';

export interface ListRowProps {
  /** A face or an icon. */
  leading?: JSX.Element;
  title: JSX.Element;
  /** One quiet line under it. */
  detail?: JSX.Element;
  /** Time, count, state. */
  trailing?: JSX.Element;
  /** Where it leads; or what it does. Without both it is only a row. */
  href?: string;
  onClick?: () => void;
  /** The one that is open beside the list. */
  isCurrent?: boolean;
  /** Something in it waits for the person. */
  isUnread?: boolean;
}

/** One thing of a list; the whole row is the target. Put it in a <ul> with <li>. */
export function ListRow(props: ListRowProps) {
  const look = () =>
    cx(
      'flex min-h-16 w-full items-center gap-3 rounded-control px-3 py-2.5 text-left text-text no-underline -outline-offset-2',
      (props.href || props.onClick) && 'hover:bg-raised',
      props.isCurrent && 'bg-glow',
    );
  return (
    <Switch
      fallback={
        <div class={look()}>
          <RowInside {...props} />
        </div>
      }
    >
      <When when={props.href}>
        {(href) => (
          <a href={href()} class={look()} aria-current={props.isCurrent ? 'true' : undefined}>
            <RowInside {...props} />
          </a>
        )}
      </When>
      <When when={props.onClick}>
        {(click) => (
          <button type="button" class={look()} onClick={() => click()()}>
            <RowInside {...props} />
          </button>
        )}
      </When>
    </Switch>
  );
}

function RowInside(props: ListRowProps) {
  return (
    <>
      {props.leading}
      <span class="min-w-0 flex-1">
        <span class={cx('line-clamp-2', props.isUnread ? 'font-semibold' : 'font-medium')}>{props.title}</span>
        <Show when={props.detail}>
          {(detail) => (
            <span class={cx('mt-0.5 block truncate text-sm', props.isUnread ? 'text-text' : 'text-muted')}>
              {detail()}
            </span>
          )}
        </Show>
      </span>
      <Show when={props.trailing} fallback={<Chevron isShown={Boolean(props.href)} />}>
        {(trailing) => <span class="flex shrink-0 flex-col items-end gap-1 text-xs text-muted">{trailing()}</span>}
      </Show>
    </>
  );
}

function Chevron(props: { isShown: boolean }) {
  return (
    <Show when={props.isShown}>
      <ChevronRight size={18} strokeWidth={iconStroke} class="shrink-0 text-muted" aria-hidden="true" />
    </Show>
  );
}
