import { For, onMount } from 'solid-js';
import { Button } from '../ui/Button.tsx';
import { toaster } from '../ui/toaster.ts';

/** The recovery codes, the only time they are shown. */
export function RecoveryCodeList(props: { codes: string[]; note: string; onKept: () => void; onCancel: () => void }) {
  let heading!: HTMLHeadingElement;
  onMount(() => heading.focus());
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.codes.join('\n'));
      toaster.show('Recovery codes copied', { tone: 'ok' });
    } catch {
      toaster.show('The browser did not let us copy. Write the codes down instead.', { tone: 'warn' });
    }
  };
  return (
    <div class="flex flex-col gap-4">
      <h3 ref={heading} tabIndex={-1}>
        Keep these recovery codes
      </h3>
      <p class="text-muted">
        If your phone is lost, each of them lets you in once instead of a code. They are shown only now: write them
        down, or put them into your password manager. {props.note}
      </p>
      <ul class="grid grid-cols-1 gap-x-6 gap-y-1 font-mono tabular-nums sm:grid-cols-2" aria-label="Recovery codes">
        <For each={props.codes}>{(code) => <li class="select-all">{code}</li>}</For>
      </ul>
      <div class="flex flex-wrap gap-2">
        <Button look="lit" onClick={() => props.onKept()}>
          I have kept them
        </Button>
        <Button onClick={() => void copy()}>Copy all</Button>
        <Button look="bare" onClick={() => props.onCancel()}>
          Leave it
        </Button>
      </div>
    </div>
  );
}
