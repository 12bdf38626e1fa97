import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createEffect, type JSX } from 'solid-js';
import { iconStroke } from '../ui/icon.ts';

interface FoldProps {
  title: JSX.Element;
  /** There is something in it that should be seen: it opens by itself, and never closes by itself. */
  isOpen?: boolean;
  children: JSX.Element;
}

/** Something for those who want to know more; folded until asked for. What a person has opened or closed stays so. */
export function Fold(props: FoldProps) {
  let details!: HTMLDetailsElement;
  let wasClosed = false;
  createEffect(() => {
    if (props.isOpen && !wasClosed) details.open = true;
  });
  return (
    <details
      ref={details}
      class="group text-sm"
      onToggle={() => {
        wasClosed ||= !details.open;
      }}
    >
      <summary class="flex min-h-11 list-none items-center gap-1.5 rounded-control text-muted [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={18}
          strokeWidth={iconStroke}
          aria-hidden="true"
          class="-ml-1 transition-transform group-open:rotate-90"
        />
        <span>{props.title}</span>
      </summary>
      {props.children}
    </details>
  );
}
