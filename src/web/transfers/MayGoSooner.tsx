import { createSignal, onMount, Show } from 'solid-js';
import { mayBeCleared } from './mayBeCleared.ts';

/** After the day until which a copy stays here: that it may go before, where the browser has not promised to keep it. */
export function MayGoSooner() {
  const [isSo, setSo] = createSignal(false);
  onMount(() => void mayBeCleared().then(setSo));
  return <Show when={isSo()}> Your browser may clear this copy sooner, when it needs the room.</Show>;
}
