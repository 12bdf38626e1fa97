import { Show } from 'solid-js';

/** While files hang over the page: where they would go. */
export function DropNote(props: { isShown: boolean; words: string }) {
  return (
    <Show when={props.isShown}>
      <div class="pointer-events-none fixed inset-0 z-30 grid animate-appear place-items-center bg-scrim p-8">
        <p class="figures rounded-sheet border-2 border-dashed border-light bg-ground px-8 py-6 text-center text-xl text-text">
          {props.words}
        </p>
      </div>
    </Show>
  );
}
