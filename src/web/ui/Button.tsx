import { type JSX, Show, splitProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { type ButtonLook, buttonClass } from './buttonLook.ts';
import { type Icon, iconStroke } from './icon.ts';
import { Spinner } from './Spinner.tsx';

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** quiet unless said otherwise; one lit button on a screen. */
  look?: ButtonLook;
  icon?: Icon;
  /** Under way: keeps its place and the focus, and takes no second tap. */
  busy?: boolean;
  wide?: boolean;
  onClick?: (event: MouseEvent) => void;
}

/** An action. */
export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'icon', 'busy', 'wide', 'class', 'children', 'onClick']);
  const click = (event: MouseEvent) => {
    // Disabling would drop the focus; a busy button stays where it is and is deaf.
    if (own.busy) event.preventDefault();
    else own.onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      class={buttonClass(own.look ?? 'quiet', own.wide, own.class)}
      aria-busy={own.busy || undefined}
      aria-disabled={own.busy || undefined}
      onClick={click}
    >
      <Show when={own.busy} fallback={<Show when={own.icon}>{(icon) => <ButtonIcon icon={icon()} />}</Show>}>
        <Spinner />
      </Show>
      {own.children}
    </button>
  );
}

function ButtonIcon(props: { icon: Icon }) {
  return <Dynamic component={props.icon} size={20} strokeWidth={iconStroke} aria-hidden="true" class="shrink-0" />;
}
