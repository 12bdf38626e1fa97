import { cx } from './cx.ts';

/** How much of something is done, 0 to 1; without `done`, only that it goes on. An exchange has the Beam instead. */
export function ProgressBar(props: { label: string; done?: number; valueText?: string; class?: string }) {
  const percent = () => (props.done === undefined ? undefined : Math.round(Math.min(1, Math.max(0, props.done)) * 100));
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent()}
      aria-valuetext={props.valueText}
      class={cx('h-2 overflow-hidden rounded-full border border-edge bg-raised', props.class)}
    >
      <div
        class={cx(
          'h-full w-full origin-left bg-light',
          percent() === undefined ? 'animate-breathe' : 'transition-transform duration-200',
        )}
        style={{ transform: `scaleX(${(percent() ?? 30) / 100})` }}
      />
    </div>
  );
}
