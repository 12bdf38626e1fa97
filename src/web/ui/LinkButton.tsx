import { type JSX, Show, splitProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { type ButtonLook, buttonClass } from './buttonLook.ts';
import { type Icon, iconStroke } from './icon.ts';

export interface LinkButtonProps extends JSX.AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
  look?: ButtonLook;
  icon?: Icon;
  wide?: boolean;
}

/** A link that weighs as much as a button: it leads somewhere, it does nothing by itself. */
export function LinkButton(props: LinkButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'icon', 'wide', 'class', 'children']);
  return (
    <a {...rest} class={buttonClass(own.look ?? 'quiet', own.wide, own.class)}>
      <Show when={own.icon}>
        {(icon) => (
          <Dynamic component={icon()} size={20} strokeWidth={iconStroke} aria-hidden="true" class="shrink-0" />
        )}
      </Show>
      {own.children}
    </a>
  );
}
