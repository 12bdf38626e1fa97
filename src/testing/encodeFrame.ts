import { FRAME_HEADER_BYTES, type FrameHeader, writeFrame } from '../shared/transfers/frames.ts';

/** A frame in bytes of its own. */
export function encodeFrame(header: FrameHeader, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return writeFrame(new Uint8Array(FRAME_HEADER_BYTES + payload.byteLength), header, payload);
}
