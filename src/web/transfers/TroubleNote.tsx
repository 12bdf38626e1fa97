import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { Show } from 'solid-js';
import { iconStroke } from '../ui/icon.ts';
import type { Trouble } from './troubleWords.ts';

/** What happened, what was kept, what to do; said aloud while something can still be done. */
export function TroubleNote(props: { trouble: Trouble; isUrgent: boolean }) {
  return (
    <div
      role={props.isUrgent ? 'alert' : undefined}
      class="flex gap-3 rounded-control border border-edge bg-raised p-3"
    >
      <TriangleAlert size={20} strokeWidth={iconStroke} aria-hidden="true" class="mt-0.5 shrink-0 text-warn" />
      <div class="min-w-0 text-sm">
        <p class="font-semibold">{props.trouble.what}</p>
        <Show when={props.trouble.kept || props.trouble.todo}>
          <p class="mt-0.5">{[props.trouble.kept, props.trouble.todo].filter(Boolean).join(' ')}</p>
        </Show>
      </div>
    </div>
  );
}
