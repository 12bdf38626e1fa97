import { Show } from 'solid-js';

// Someone who tries Spotlight out holds a code before a phone, or sends a link to one.
const isOnlyHere = () => /^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);

/** Beside a link to hand on: says so when it leads nowhere but to this computer. */
export function OnlyHereNote() {
  return (
    <Show when={isOnlyHere()}>
      <p class="text-sm text-muted">
        This link works on this computer only. To let phones in, start Spotlight with{' '}
        <code class="whitespace-nowrap">--lan</code>, or on a server.
      </p>
    </Show>
  );
}
