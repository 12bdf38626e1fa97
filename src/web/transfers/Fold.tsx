import ChevronRight from 'lucide-solid/icons/chevron-right';
import type { JSX } from 'solid-js';
import { iconStroke } from '../ui/icon.ts';

/** Something for those who want to know more; folded until asked for. */
export function Fold(props: { title: JSX.Element; isOpen?: boolean; children: JSX.Element }) {
  return (
    <details class="group text-sm" open={props.isOpen}>
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
