import { createSignal, type JSX, Show } from 'solid-js';
import { newRecoveryCodes } from './newRecoveryCodes.ts';
import { RecoveryCodeList } from './RecoveryCodeList.tsx';

/** New recovery codes to put away, and then what makes them count: no answer that is lost on the way takes them away. */
export function KeepCodesFirst(props: {
  /** From when on they count. */
  note: string;
  onCancel: () => void;
  children: (codes: string[]) => JSX.Element;
}) {
  const codes = newRecoveryCodes();
  const [areKept, setKept] = createSignal(false);
  return (
    <Show
      when={areKept()}
      fallback={
        <RecoveryCodeList codes={codes} note={props.note} onKept={() => setKept(true)} onCancel={props.onCancel} />
      }
    >
      {props.children(codes)}
    </Show>
  );
}
