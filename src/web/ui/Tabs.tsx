import { Content, List, Root, Trigger } from '@kobalte/core/tabs';
import { For, type JSX, Show } from 'solid-js';
import { Badge } from './Badge.tsx';
import { cx } from './cx.ts';

export interface Tab {
  value: string;
  label: string;
  /** Unread or waiting. */
  count?: number;
  content: () => JSX.Element;
}

/** Views of one thing, of which one is seen. Its line spans the window, its words keep to the page's column. Loads Kobalte: lazy routes only. */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
  class?: string;
  panelClass?: string;
}) {
  return (
    <Root value={props.value} onChange={props.onChange} class={props.class}>
      <List aria-label={props.label} class="flex gap-6 border-b border-line px-[max(1rem,calc((100%-40rem)/2+1rem))]">
        <For each={props.tabs}>
          {(tab) => (
            <Trigger
              value={tab.value}
              class="-mb-px inline-flex min-h-11 min-w-11 items-center justify-center gap-2 border-b-2 border-transparent text-muted hover:text-text data-selected:border-light data-selected:font-semibold data-selected:text-text"
            >
              {tab.label}
              <Show when={tab.count}>{(count) => <Badge count={count()} />}</Show>
            </Trigger>
          )}
        </For>
      </List>
      <For each={props.tabs}>
        {(tab) => (
          <Content value={tab.value} class={cx('outline-offset-4', props.panelClass)}>
            {tab.content()}
          </Content>
        )}
      </For>
    </Root>
  );
}
