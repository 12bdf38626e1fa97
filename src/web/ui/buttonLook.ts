import { cx } from './cx.ts';

/**
 * lit: the one next action of a screen. quiet: everything else. danger: takes something away.
 * bare: text only, for actions inside a line.
 */
export type ButtonLook = 'lit' | 'quiet' | 'danger' | 'bare';

const looks: Record<ButtonLook, string> = {
  lit: 'border-light bg-lit text-on-lit font-semibold halo hover:bg-lit-hover',
  quiet: 'border-edge bg-surface text-text font-medium hover:bg-raised',
  danger: 'border-danger bg-transparent text-danger font-medium hover:bg-danger-soft',
  bare: 'border-transparent bg-transparent text-light font-medium hover:bg-raised',
};

/** How something that acts as a button is drawn. */
export const buttonClass = (look: ButtonLook, wide = false, extra?: string): string =>
  cx(
    'press relative inline-flex min-h-11 items-center justify-center gap-2 rounded-control border px-5 py-2 text-center',
    'leading-tight select-none no-underline aria-disabled:cursor-default aria-disabled:opacity-60 disabled:opacity-50',
    looks[look],
    wide && 'w-full',
    extra,
  );
