import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../testing/encodeFrame.ts';
import { decodeFrame, FRAME_HEADER_BYTES, pieceLength, WIRE_MESSAGE_BYTES } from './frames.ts';

const header = { file: 4999, block: 4_000_000_000, offsetBytes: 65_543, sealedBytes: 262_204, seq: 7 };

function altered(change: (view: DataView) => void): ArrayBuffer {
  const bytes = encodeFrame(header, new Uint8Array([1, 2, 3]));
  change(new DataView(bytes.buffer));
  return bytes.buffer;
}

describe('[T3] a frame', () => {
  it('comes back as it was sent', () => {
    const payload = new Uint8Array([9, 8, 7]);
    expect(decodeFrame(encodeFrame(header, payload).buffer)).toEqual({ ...header, payload });
  });

  it.each([
    { name: 'text', data: 'hello' },
    { name: 'nothing', data: undefined },
    { name: 'an empty buffer', data: new ArrayBuffer(0) },
    { name: 'a header cut short', data: new ArrayBuffer(FRAME_HEADER_BYTES - 1) },
    { name: 'a header without a piece', data: new ArrayBuffer(FRAME_HEADER_BYTES) },
    { name: 'another version', data: altered((view) => view.setUint8(0, 0x21)) },
    { name: 'another type', data: altered((view) => view.setUint8(0, 0x12)) },
    { name: 'unknown flags', data: altered((view) => view.setUint8(1, 1)) },
    { name: 'a piece beyond its block', data: altered((view) => view.setUint32(12, 65_545)) },
    { name: 'an offset that would wrap', data: altered((view) => view.setUint32(8, 0xffff_ffff)) },
  ])('is refused when it is $name', ({ data }) => {
    expect(decodeFrame(data)).toBeNull();
  });
});

describe('cutting a sealed block', () => {
  it.each([
    { sealed: 262_204, max: 262_144, pieces: 4 },
    { sealed: 262_204, max: 65_536, pieces: 5 },
    { sealed: 262_204, max: 16_384, pieces: 17 },
    { sealed: 61, max: 65_536, pieces: 1 },
  ])('of $sealed bytes for a peer that takes $max makes $pieces frames', ({ sealed, max, pieces }) => {
    const length = pieceLength(sealed, max);
    expect(Math.ceil(sealed / length)).toBe(pieces);
    expect(length + FRAME_HEADER_BYTES).toBeLessThanOrEqual(Math.min(max, WIRE_MESSAGE_BYTES));
  });
});
