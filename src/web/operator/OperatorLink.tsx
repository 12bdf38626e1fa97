import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { api } from '../core/api.ts';
import { dataOf } from '../core/dataOf.ts';
import { LinkButton } from '../ui/LinkButton.tsx';

/** The way to the operator's page, for those who have one. */
export function OperatorLink() {
  const query = useQuery(() => ({
    queryKey: ['operator', 'isMe'],
    queryFn: ({ signal }) => api.operator.isMe.query(undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }));
  return (
    <Show when={dataOf(query)}>
      <section class="flex flex-col items-start gap-5 py-8">
        <h2>Operator</h2>
        <LinkButton href="/operator">See how Spotlight does</LinkButton>
      </section>
    </Show>
  );
}
