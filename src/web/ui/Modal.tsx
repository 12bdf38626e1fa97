import { CloseButton, Content, Description, Overlay, Portal, Root, Title } from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';
import { keepFocusInside, makeFocusReturn } from './dialogFocus.ts';
import { iconStroke } from './icon.ts';

export interface ModalProps {
  isOpen: boolean;
  /** Called when the person closes it: Escape, the cross, a tap outside. */
  onClose: () => void;
  title: string;
  /** One sentence under the title, read out with it. */
  description?: JSX.Element;
  children?: JSX.Element;
  /** What can be done, at the lower edge where the thumb is; the lit one last. */
  actions?: JSX.Element;
  /** A decision must be taken: no cross, and a tap outside does nothing. Escape still closes. */
  mustDecide?: boolean;
  /** Nobody asked for it: its title takes the focus, so that a key that was meant for something else presses nothing. */
  isUninvited?: boolean;
}

/** What Dialog and Sheet share: at the lower edge on phones, in the middle from 480 px. Loads Kobalte: lazy routes only. */
export function Modal(props: ModalProps & { size: string }) {
  const focus = makeFocusReturn();
  let title: HTMLHeadingElement | undefined;
  const begin = (event: Event) => {
    focus.remember();
    if (!props.isUninvited) return;
    event.preventDefault();
    // Once the trap for the focus is set up.
    setTimeout(() => title?.focus({ preventScroll: true }));
  };
  return (
    <Root open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Portal>
        <Overlay class="fixed inset-0 z-40 animate-vanish bg-scrim data-expanded:animate-appear" />
        <div class="fixed inset-0 z-40 flex items-end justify-center sm:items-center sm:p-6">
          <Content
            ref={keepFocusInside}
            onOpenAutoFocus={begin}
            onCloseAutoFocus={focus.giveBack}
            class={cx(
              'flex max-h-[92dvh] w-full animate-sink flex-col overflow-y-auto overscroll-contain border border-line bg-surface text-text outline-none',
              'rounded-t-sheet pb-(--safe-bottom) data-expanded:animate-rise sm:rounded-sheet sm:pb-0',
              props.size,
            )}
            onInteractOutside={(event) => props.mustDecide && event.preventDefault()}
          >
            <div class="flex shrink-0 items-start gap-3 px-5 pt-5">
              <div class="min-w-0 flex-1">
                <Title as="h2" ref={title} tabindex={-1}>
                  {props.title}
                </Title>
                <Show when={props.description}>
                  {(description) => (
                    <Description as="p" class="mt-1.5 text-muted">
                      {description()}
                    </Description>
                  )}
                </Show>
              </div>
              <Show when={!props.mustDecide}>
                <CloseButton
                  aria-label="Close"
                  class="press -mt-2 -mr-2 grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-raised hover:text-text"
                >
                  <X size={22} strokeWidth={iconStroke} aria-hidden="true" />
                </CloseButton>
              </Show>
            </div>
            <Show when={props.children} fallback={<div class="h-5 shrink-0" />}>
              {(children) => (
                // Where letters are large or a keyboard is open, all of it scrolls, down to what can be done.
                <div class="min-h-24 flex-1 overflow-y-auto px-5 py-5">{children()}</div>
              )}
            </Show>
            <Show when={props.actions}>
              {(actions) => (
                <div class="flex shrink-0 flex-col-reverse gap-2 px-5 pb-5 *:flex-1 sm:flex-row sm:justify-end sm:*:flex-none">
                  {actions()}
                </div>
              )}
            </Show>
          </Content>
        </div>
      </Portal>
    </Root>
  );
}
