import { For, type JSX, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';

export interface Fact {
  label: string;
  value: string;
  /** One quiet line more. */
  detail?: string;
  tone?: 'ok' | 'warn' | 'danger';
}

/** A part of the operator's page. */
export function Section(props: { title: string; lead?: string; children: JSX.Element }) {
  return (
    <section class="flex flex-col gap-4 py-8 first:pt-3">
      <div>
        <h2>{props.title}</h2>
        <Show when={props.lead}>{(lead) => <p class="mt-1 text-sm text-muted">{lead()}</p>}</Show>
      </div>
      {props.children}
    </section>
  );
}

const tones = { ok: 'text-ok', warn: 'text-warn', danger: 'text-danger' };

/** Figures with their names, two beside each other where there is room. */
export function Facts(props: { facts: readonly Fact[] }) {
  return (
    <dl class="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-3">
      <For each={props.facts}>
        {(fact) => (
          <div class="min-w-0">
            <dt class="text-sm text-muted">{fact.label}</dt>
            <dd class={cx('figures m-0 font-display text-2xl', fact.tone && tones[fact.tone])}>{fact.value}</dd>
            <Show when={fact.detail}>{(detail) => <dd class="m-0 text-xs text-muted">{detail()}</dd>}</Show>
          </div>
        )}
      </For>
    </dl>
  );
}
