/** One data-channel message is a frame: this header, then a piece of a sealed block. See PROTOCOL.md [T3]. */
export interface FrameHeader {
  file: number;
  block: number;
  /** Where the piece begins within the sealed block. */
  offsetBytes: number;
  /** Length of the whole sealed block. */
  sealedBytes: number;
  /** Counts the frames of one connection. */
  seq: number;
}

export interface Frame extends FrameHeader {
  payload: Uint8Array<ArrayBuffer>;
}

export const FRAME_HEADER_BYTES = 20;
const VERSION_AND_TYPE = 0x11;

/** Target length of a wire message: 64 KiB (what RFC 8841 assumes), with just enough more to cut a block in four. */
export const WIRE_MESSAGE_BYTES = 64 * 1024 + 64;

/** Length of each piece, so that a sealed block leaves in equal frames no longer than the peer takes. */
export function pieceLength(sealedBytes: number, maxMessageBytes: number): number {
  const room = Math.max(1, Math.min(WIRE_MESSAGE_BYTES, maxMessageBytes) - FRAME_HEADER_BYTES);
  return Math.ceil(sealedBytes / Math.ceil(sealedBytes / room));
}

/** Writes a frame into bytes that are used again and again, and returns the part that it fills. */
export function writeFrame(
  target: Uint8Array<ArrayBuffer>,
  header: FrameHeader,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = target.subarray(0, FRAME_HEADER_BYTES + payload.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint8(0, VERSION_AND_TYPE);
  view.setUint8(1, 0);
  view.setUint16(2, header.file);
  view.setUint32(4, header.block);
  view.setUint32(8, header.offsetBytes);
  view.setUint32(12, header.sealedBytes);
  view.setUint32(16, header.seq);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** Reads what a peer sent, which may be anything; null when it is no frame. The payload is a view, not a copy. */
export function decodeFrame(data: unknown): Frame | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength <= FRAME_HEADER_BYTES) return null;
  const view = new DataView(data);
  if (view.getUint8(0) !== VERSION_AND_TYPE || view.getUint8(1) !== 0) return null;
  const offsetBytes = view.getUint32(8);
  const sealedBytes = view.getUint32(12);
  const payload = new Uint8Array(data, FRAME_HEADER_BYTES);
  if (offsetBytes + payload.byteLength > sealedBytes) return null;
  return {
    file: view.getUint16(2),
    block: view.getUint32(4),
    offsetBytes,
    sealedBytes,
    seq: view.getUint32(16),
    payload,
  };
}
