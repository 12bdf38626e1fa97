import { type NavigateOptions, useNavigate } from '@solidjs/router';
import { onCleanup } from 'solid-js';

/** Leads on to another page once a command is answered, but nobody who has left the asking one meanwhile. */
export function createLeadOn() {
  const navigate = useNavigate();
  let isGone = false;
  onCleanup(() => {
    isGone = true;
  });
  return (to: string, options?: Partial<NavigateOptions>): void => {
    if (!isGone) navigate(to, options);
  };
}
