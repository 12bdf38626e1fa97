import { createSignal, Show } from 'solid-js';
import type { TransferId } from '../../shared/core/ids.ts';
import type { RelayState } from '../../shared/transfers/relay.ts';
import { api } from '../core/api.ts';
import { formatBytes } from '../ui/format.ts';
import { momentText } from '../ui/timeText.ts';

/** From where offered files would come: out of the relay, as far as they wait there, or from the other device. */
export function WhereItLies(props: { transferId: TransferId; totalBytes: number; partner: string }) {
  const [relay, setRelay] = createSignal<RelayState>();
  // Without an answer nothing is claimed about the relay.
  api.relay.state.query({ transferId: props.transferId }).then(setRelay, () => {});
  const waitingBytes = () => (relay()?.segments ?? []).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const until = () => momentText(new Date(relay()!.expiresAt!), new Date());
  return (
    <Show
      when={waitingBytes() > 0}
      fallback={<p class="text-muted">Sealed on {props.partner}’s device, opened only on this one.</p>}
    >
      <p class="text-muted">
        {waitingBytes() >= props.totalBytes
          ? `It waits in the relay, sealed, until ${until()}. ${props.partner} need not be online.`
          : `${formatBytes(waitingBytes())} of it wait in the relay, sealed, until ${until()}. The rest comes when ${props.partner} is online.`}
      </p>
    </Show>
  );
}
