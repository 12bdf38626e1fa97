import { type JSX, splitProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cx } from './cx.ts';
import { type Icon, iconStroke } from './icon.ts';

export interface IconButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  icon: Icon;
  /** What it does, for those who do not see the icon and as its tip. */
  label: string;
  look?: 'lit' | 'quiet' | 'bare';
  /** Something like it is under way: keeps its place and the focus, and takes no tap meanwhile. */
  busy?: boolean;
  onClick?: (event: MouseEvent) => void;
}

const looks = {
  lit: 'border-light bg-lit text-on-lit hover:bg-lit-hover',
  quiet: 'border-edge bg-surface text-text hover:bg-raised',
  bare: 'border-transparent text-muted hover:bg-raised hover:text-text',
};

/** An action whose icon everyone knows: back, close, send, attach. 44 px. */
export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ['icon', 'label', 'look', 'busy', 'class', 'onClick']);
  return (
    <button
      type="button"
      title={own.label}
      {...rest}
      aria-label={own.label}
      aria-disabled={own.busy || undefined}
      onClick={(event) => !own.busy && own.onClick?.(event)}
      class={cx(
        'press inline-grid size-11 shrink-0 place-items-center rounded-control border disabled:opacity-50 aria-disabled:opacity-50',
        looks[own.look ?? 'bare'],
        own.class,
      )}
    >
      <Dynamic component={own.icon} size={22} strokeWidth={iconStroke} aria-hidden="true" />
    </button>
  );
}
