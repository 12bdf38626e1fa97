import { type Accessor, createSignal } from 'solid-js';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'ok' | 'warn';
  action?: { label: string; run: () => void };
}

export interface Toaster {
  toasts: Accessor<readonly Toast[]>;
  /** Says something in passing; never the only place where it can be read. */
  show(text: string, options?: Partial<Pick<Toast, 'tone' | 'action'>>): void;
  dismiss(id: number): void;
  /** While someone reads or points at them, none goes away. */
  hold(isHeld: boolean): void;
}

const shownMs = 6_000;
/** With something to press there must be time to reach it. */
const shownWithActionMs = 12_000;
const atOnce = 3;

/** Short notes that come and go by themselves. */
export function makeToaster(): Toaster {
  const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let lastId = 0;

  const dismiss = (id: number) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    setToasts((all) => all.filter((toast) => toast.id !== id));
  };
  const start = (toast: Toast) =>
    timers.set(
      toast.id,
      setTimeout(() => dismiss(toast.id), toast.action ? shownWithActionMs : shownMs),
    );

  return {
    toasts,
    dismiss,
    show(text, options = {}) {
      const toast: Toast = { id: ++lastId, text, tone: options.tone ?? 'plain' };
      if (options.action) toast.action = options.action;
      for (const old of toasts().slice(0, -(atOnce - 1))) dismiss(old.id);
      setToasts((all) => [...all, toast]);
      start(toast);
    },
    hold(isHeld) {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      if (!isHeld) for (const toast of toasts()) start(toast);
    },
  };
}

/** The app's own: `toaster.show('Link copied')` from anywhere. */
export const toaster = makeToaster();
