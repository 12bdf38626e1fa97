import { For, type JSX } from 'solid-js';
import { cx } from './cx.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** The shape of what is coming; give it its size by class. */
export function Skeleton(props: { class?: string }) {
  return <span aria-hidden="true" class={cx('block animate-breathe rounded-control bg-raised', props.class)} />;
}

/** Holds skeletons and says once that something is loading. */
export function Loading(props: { label?: string; children: JSX.Element }) {
  return (
    <div role="status">
      <VisuallyHidden>{props.label ?? 'Loading'}</VisuallyHidden>
      {props.children}
    </div>
  );
}

/** Rows with a face and two lines, as most lists have them. */
export function SkeletonRows(props: { count?: number; label?: string }) {
  return (
    <Loading label={props.label}>
      <For each={Array.from({ length: props.count ?? 4 })}>
        {(_, index) => (
          <div class="flex items-center gap-3 py-3">
            <Skeleton class="size-11 rounded-full!" />
            <div class="flex-1 space-y-2">
              <Skeleton class={cx('h-4', index() % 2 ? 'w-2/5' : 'w-3/5')} />
              <Skeleton class={cx('h-3', index() % 2 ? 'w-4/5' : 'w-1/2')} />
            </div>
          </div>
        )}
      </For>
    </Loading>
  );
}
