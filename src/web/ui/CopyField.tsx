import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import Share from 'lucide-solid/icons/share-2';
import { createSignal, onCleanup, Show } from 'solid-js';
import { Button } from './Button.tsx';
import { Field, fieldClass } from './Field.tsx';

const saidMs = 2_500;

export interface CopyFieldProps {
  label: string;
  value: string;
  /** What the system's share sheet calls it. */
  shareTitle?: string;
}

/** A link to hand on: copied with one tap, or given to another app where the system can. */
export function CopyField(props: CopyFieldProps) {
  const [state, setState] = createSignal<'idle' | 'copied' | 'failed'>('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let input!: HTMLInputElement;
  onCleanup(() => clearTimeout(timer));
  const canShare = typeof navigator.share === 'function';

  const copy = async () => {
    clearTimeout(timer);
    try {
      await navigator.clipboard.writeText(props.value);
      setState('copied');
      timer = setTimeout(() => setState('idle'), saidMs);
    } catch {
      // Refused by the browser: the link is marked, so that it can be copied by hand.
      input.select();
      setState('failed');
    }
  };
  const share = () =>
    // Someone who closes the system's sheet has not failed at anything.
    navigator.share({ title: props.shareTitle ?? props.label, url: props.value }).catch(() => {});

  return (
    <div>
      <Field label={props.label}>
        {(ids) => (
          <input
            ref={input}
            id={ids().id}
            readonly
            value={props.value}
            onFocus={(event) => event.currentTarget.select()}
            class={fieldClass(false, 'text-muted')}
          />
        )}
      </Field>
      <div class="mt-2 flex flex-wrap gap-2">
        <Button class="flex-1" icon={state() === 'copied' ? Check : Copy} onClick={() => void copy()}>
          {state() === 'copied' ? 'Copied' : 'Copy link'}
        </Button>
        <Show when={canShare}>
          <Button class="flex-1" icon={Share} onClick={() => void share()}>
            Share
          </Button>
        </Show>
      </div>
      <p role="status" class="mt-1 text-sm text-muted empty:absolute">
        {state() === 'failed' ? 'The browser did not let us copy. The link is marked; copy it from there.' : ''}
      </p>
    </div>
  );
}
