import { For, Show } from 'solid-js';
import { Avatar, type AvatarSize } from './Avatar.tsx';

export interface Face {
  name: string;
  avatarUrl?: string | null;
}

/** Several faces as one picture: who is here. `total` may be larger than the faces at hand. */
export function AvatarStack(props: {
  people: readonly Face[];
  total?: number;
  max?: number;
  size?: AvatarSize;
  label: string;
}) {
  const shown = () => props.people.slice(0, props.max ?? 5);
  const rest = () => Math.max(0, (props.total ?? props.people.length) - shown().length);
  const words = () => {
    const names = shown().map((person) => person.name);
    if (rest() > 0) names.push(`${rest()} more`);
    return `${props.label}: ${names.join(', ') || 'nobody'}`;
  };
  return (
    <span role="img" aria-label={words()} class="inline-flex items-center">
      <For each={shown()}>
        {(person, index) => (
          <span
            class="relative -ml-2 grid rounded-full border-2 border-ground first:ml-0"
            style={{ 'z-index': 20 - index() }}
          >
            <Avatar name={person.name} avatarUrl={person.avatarUrl} size={props.size ?? 'sm'} isDecorative />
          </span>
        )}
      </For>
      <Show when={rest() > 0}>
        <span class="figures ml-2 text-sm text-muted" aria-hidden="true">
          +{rest()}
        </span>
      </Show>
    </span>
  );
}
