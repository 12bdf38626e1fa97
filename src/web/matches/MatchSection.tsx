import { For, type JSX, Show } from 'solid-js';
import type { Match } from '../../shared/matches/match.ts';
import { dataOf } from '../core/dataOf.ts';
import { ShowMore } from '../shell/ShowMore.tsx';
import { keepFocus } from '../ui/keepFocus.ts';
import type { createMatchList } from './matchQueries.ts';

export const matchesIn = (list: ReturnType<typeof createMatchList>): Match[] =>
  dataOf(list)?.pages.flatMap(({ matches }) => matches) ?? [];

/** One group of matches under its heading; nothing while there are none. */
export function MatchSection(props: {
  title: string;
  list: ReturnType<typeof createMatchList>;
  children: (match: Match) => JSX.Element;
}) {
  let heading: HTMLHeadingElement | undefined;
  let rows: HTMLUListElement | undefined;
  // What was answered goes away with its buttons, and the last one with the heading.
  keepFocus(
    () => rows,
    () => matchesIn(props.list).map(({ id }) => id),
    () => (heading?.isConnected ? heading : document.querySelector<HTMLElement>('#main h1')),
  );
  return (
    <Show when={matchesIn(props.list).length > 0}>
      <section class="mt-6 first:mt-2" aria-label={props.title}>
        <h2 ref={heading} class="text-sm font-semibold text-muted">
          {props.title}
        </h2>
        <ul ref={rows} class="-mx-3 mt-2 flex flex-col gap-1">
          <For each={matchesIn(props.list)}>{(match) => <li>{props.children(match)}</li>}</For>
        </ul>
        <ShowMore list={props.list} class="mt-2" look="bare" />
      </section>
    </Show>
  );
}
