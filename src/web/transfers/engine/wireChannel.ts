/** One data channel as the engine uses it, wherever the real one lives. */
export interface WireChannel {
  readonly isOpen: boolean;
  /** All that was queued has left, and the other side knows that no more comes (RFC 8831, 6.7). */
  readonly isClosed: boolean;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Lets what is queued leave, then closes. */
  close(): void;
}

export interface WireListener {
  onOpen(): void;
  onMessage(data: unknown): void;
  /** The send queue has room again. */
  onLow(): void;
  onClose(): void;
}

export interface QueueMarks {
  highBytes: number;
  lowBytes: number;
}
export const dataQueue: QueueMarks = { highBytes: 1024 * 1024, lowBytes: 256 * 1024 };

/** A data channel that lives in this thread. */
export function wireOf(channel: RTCDataChannel, listener: WireListener): WireChannel {
  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = dataQueue.lowBytes;
  channel.onopen = () => listener.onOpen();
  channel.onmessage = ({ data }) => listener.onMessage(data);
  channel.onbufferedamountlow = () => listener.onLow();
  channel.onclose = () => listener.onClose();
  if (channel.readyState === 'open') queueMicrotask(() => listener.onOpen());
  return {
    get isOpen() {
      return channel.readyState === 'open';
    },
    get isClosed() {
      return channel.readyState === 'closed';
    },
    get bufferedAmount() {
      return channel.bufferedAmount;
    },
    // The compiler knows only text for a union; the channel takes both.
    send: (data) => channel.send(data as Uint8Array<ArrayBuffer>),
    close: () => channel.close(),
  };
}
