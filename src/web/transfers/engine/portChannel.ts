import { dataQueue, type WireChannel, type WireListener } from './wireChannel.ts';

/** Where a data channel cannot be transferred to a worker it stays with the page, and a port stands in for it. */

type ToWorker =
  | { kind: 'open' | 'close' }
  | { kind: 'message'; data: unknown }
  | { kind: 'sent'; bufferedAmount: number; bytes: number };
type ToPage = { kind: 'send'; data: string | ArrayBuffer } | { kind: 'close' };

/** The page's end: serves the channel through the returned port. */
export function portFor(channel: RTCDataChannel): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const tell = (message: ToWorker, transfer: Transferable[] = []) => port1.postMessage(message, transfer);
  let untoldBytes = 0;
  const tellSent = () => {
    tell({ kind: 'sent', bufferedAmount: channel.bufferedAmount, bytes: untoldBytes });
    untoldBytes = 0;
  };
  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = dataQueue.lowBytes;
  channel.onopen = () => tell({ kind: 'open' });
  channel.onclose = () => tell({ kind: 'close' });
  channel.onbufferedamountlow = tellSent;
  channel.onmessage = ({ data }) => tell({ kind: 'message', data }, data instanceof ArrayBuffer ? [data] : []);
  port1.onmessage = ({ data: message }: MessageEvent<ToPage>) => {
    if (message.kind === 'close') return channel.close();
    if (channel.readyState !== 'open') return;
    channel.send(message.data as ArrayBuffer);
    untoldBytes += lengthOf(message.data);
    // Below the low mark no event will come to tell that this has left.
    if (channel.bufferedAmount <= dataQueue.lowBytes) tellSent();
  };
  return port2;
}

/** The worker's end. What is on its way to the page counts as queued. */
export function wireOfPort(port: MessagePort, listener: WireListener): WireChannel {
  let isOpen = false;
  let queuedBytes = 0;
  let onTheWayBytes = 0;
  port.onmessage = ({ data: message }: MessageEvent<ToWorker>) => {
    switch (message.kind) {
      case 'open':
        isOpen = true;
        return listener.onOpen();
      case 'close':
        isOpen = false;
        return listener.onClose();
      case 'message':
        return listener.onMessage(message.data);
      case 'sent':
        onTheWayBytes -= message.bytes;
        queuedBytes = message.bufferedAmount;
        return listener.onLow();
    }
  };
  return {
    get isOpen() {
      return isOpen;
    },
    get isClosed() {
      return !isOpen;
    },
    get bufferedAmount() {
      return queuedBytes + onTheWayBytes;
    },
    send(data) {
      onTheWayBytes += lengthOf(data);
      // A copy, as a channel would make: the caller uses its bytes again.
      const copy = typeof data === 'string' ? data : data.slice().buffer;
      const message: ToPage = { kind: 'send', data: copy };
      port.postMessage(message, typeof copy === 'string' ? [] : [copy]);
    },
    close: () => port.postMessage({ kind: 'close' } satisfies ToPage),
  };
}

function lengthOf(data: string | ArrayBuffer | Uint8Array): number {
  return typeof data === 'string' ? data.length : data.byteLength;
}
