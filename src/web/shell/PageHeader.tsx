import ArrowLeft from 'lucide-solid/icons/arrow-left';
import { type JSX, Show } from 'solid-js';
import { iconStroke } from '../ui/icon.ts';
import { createTitle } from './title.ts';

export interface PageHeaderProps {
  title: string;
  /** One quiet line under the title: place and days, who is here. */
  detail?: JSX.Element;
  /** Where "back" leads; none on the four places themselves. */
  backHref?: string;
  backLabel?: string;
  /** A face before the title. */
  leading?: JSX.Element;
  /** At most two icon actions. */
  actions?: JSX.Element;
}

/** The page's one h1; also names the tab. Takes the focus after navigation, so every page has exactly one. */
export function PageHeader(props: PageHeaderProps) {
  createTitle(() => props.title);
  return (
    <header class="page-width flex min-h-16 shrink-0 items-center gap-3 pt-[max(0.75rem,var(--safe-top))] pb-3">
      <Show when={props.backHref}>
        {(href) => (
          <a
            href={href()}
            aria-label={props.backLabel ?? 'Back'}
            class="press -mr-1.5 -ml-2.5 grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-raised hover:text-text"
          >
            <ArrowLeft size={24} strokeWidth={iconStroke} aria-hidden="true" />
          </a>
        )}
      </Show>
      {props.leading}
      <div class="min-w-0 flex-1">
        <h1 class={props.backHref ? 'line-clamp-2 text-xl' : 'text-3xl'}>{props.title}</h1>
        <Show when={props.detail}>{(detail) => <div class="mt-0.5 truncate text-sm text-muted">{detail()}</div>}</Show>
      </div>
      <Show when={props.actions}>{(actions) => <div class="-mr-2 flex shrink-0 items-center">{actions()}</div>}</Show>
    </header>
  );
}
