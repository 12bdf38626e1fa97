import { For } from 'solid-js';
import { cx } from '../ui/cx.ts';

const places = [
  { place: 'people', href: '/exchanges', label: 'With people' },
  { place: 'links', href: '/exchanges/links', label: 'Links' },
] as const;

/** The two parts of Exchanges: what one swaps with people, and what one gives by link. */
export function ExchangePlaces(props: { current: 'people' | 'links' }) {
  return (
    <nav aria-label="Parts of Exchanges" class="flex gap-1 border-b border-line">
      <For each={places}>
        {({ place, href, label }) => (
          <a
            href={href}
            aria-current={props.current === place ? 'page' : undefined}
            class={cx(
              '-mb-px inline-flex min-h-11 items-center border-b-2 px-3 no-underline',
              props.current === place
                ? 'border-light font-semibold text-text'
                : 'border-transparent text-muted hover:text-text',
            )}
          >
            {label}
          </a>
        )}
      </For>
    </nav>
  );
}
