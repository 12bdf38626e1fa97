import Check from 'lucide-solid/icons/check';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import X from 'lucide-solid/icons/x';
import { For, Show } from 'solid-js';
import { focusHere } from './focusHere.ts';
import { iconStroke } from './icon.ts';
import type { Toast, Toaster } from './toaster.ts';

/** Where toasts appear: at the top on phones, where they cover neither composer nor places; in the corner on desks, above the composer. */
export function Toasts(props: { toaster: Toaster }) {
  const leave = ({ id }: Toast, note: HTMLElement) => {
    // What goes away with the focus in it tells nobody that it has gone.
    focusHere(document.querySelector<HTMLElement>('main h1'), note);
    props.toaster.dismiss(id);
  };
  return (
    <section
      aria-label="Notes"
      // Read out, and to be pressed, over a dialog too.
      data-kb-top-layer=""
      class="pointer-events-none fixed inset-x-0 top-0 z-50 flex justify-center p-4 pt-[max(1rem,var(--safe-top))] wide:top-auto wide:bottom-22 wide:justify-end"
      onPointerEnter={() => props.toaster.hold(true)}
      onPointerLeave={() => props.toaster.hold(false)}
      onFocusIn={() => props.toaster.hold(true)}
      onFocusOut={() => props.toaster.hold(false)}
    >
      <div role="status" aria-atomic="false" class="flex w-full max-w-96 flex-col gap-2">
        <For each={props.toaster.toasts()}>
          {(toast) => <ToastNote toast={toast} dismiss={(note) => leave(toast, note)} />}
        </For>
      </div>
    </section>
  );
}

function ToastNote(props: { toast: Toast; dismiss: (note: HTMLElement) => void }) {
  let note!: HTMLDivElement;
  return (
    <div
      ref={note}
      class="pointer-events-auto flex animate-rise items-center gap-2 rounded-control border border-edge bg-raised py-1 pr-1 pl-4"
    >
      <Show when={props.toast.tone === 'ok'}>
        <Check size={20} strokeWidth={iconStroke} aria-hidden="true" class="shrink-0 text-ok" />
      </Show>
      <Show when={props.toast.tone === 'warn'}>
        <TriangleAlert size={20} strokeWidth={iconStroke} aria-hidden="true" class="shrink-0 text-warn" />
      </Show>
      <p class="min-w-0 flex-1 py-2 text-sm">{props.toast.text}</p>
      <Show when={props.toast.action}>
        {(action) => (
          <button
            type="button"
            class="press min-h-11 rounded-control px-3 text-sm font-semibold text-light hover:bg-surface"
            onClick={() => {
              action().run();
              props.dismiss(note);
            }}
          >
            {action().label}
          </button>
        )}
      </Show>
      <button
        type="button"
        aria-label="Dismiss"
        class="press grid size-11 place-items-center rounded-control text-muted hover:bg-surface hover:text-text"
        onClick={() => props.dismiss(note)}
      >
        <X size={18} strokeWidth={iconStroke} aria-hidden="true" />
      </button>
    </div>
  );
}
