import { Content, Item, Portal, Root, Separator, Trigger } from '@kobalte/core/dropdown-menu';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cx } from './cx.ts';
import { type Icon, iconStroke } from './icon.ts';

export interface MenuItem {
  label: string;
  icon?: Icon;
  onSelect: () => void;
  isDanger?: boolean;
  isDisabled?: boolean;
  /** A line above it. */
  startsGroup?: boolean;
}

/** The rarer actions of a thing, behind one button. Loads Kobalte: lazy routes only. */
export function Menu(props: { label: string; icon?: Icon; items: readonly MenuItem[] }) {
  return (
    <Root gutter={6} placement="bottom-end" modal={false}>
      <Trigger
        aria-label={props.label}
        title={props.label}
        class="press inline-grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-raised hover:text-text data-expanded:bg-raised data-expanded:text-text"
      >
        <Dynamic component={props.icon ?? Ellipsis} size={22} strokeWidth={iconStroke} aria-hidden="true" />
      </Trigger>
      <Portal>
        <Content class="z-50 min-w-52 animate-vanish rounded-control border border-edge bg-raised p-1 outline-none data-expanded:animate-unfold">
          <For each={props.items}>
            {(item) => (
              <>
                <Show when={item.startsGroup}>
                  <Separator class="my-1 border-line" />
                </Show>
                <Item
                  disabled={item.isDisabled ?? false}
                  onSelect={item.onSelect}
                  class={cx(
                    'flex min-h-11 cursor-pointer items-center gap-3 rounded-[0.5rem] px-3 outline-none',
                    'data-highlighted:bg-surface data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-edge',
                    'data-disabled:cursor-default data-disabled:opacity-50',
                    item.isDanger && 'text-danger',
                  )}
                >
                  <Show when={item.icon}>
                    {(icon) => (
                      <Dynamic
                        component={icon()}
                        size={20}
                        strokeWidth={iconStroke}
                        aria-hidden="true"
                        class="shrink-0"
                      />
                    )}
                  </Show>
                  {item.label}
                </Item>
              </>
            )}
          </For>
        </Content>
      </Portal>
    </Root>
  );
}
