import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFrame } from '../../testing/encodeFrame.ts';
import { change, changed, fuzzing } from '../../testing/fuzz.ts';
import { linkKeyIn } from '../../web/transfers/shares/shareKeys.ts';
import { CONTROL_MESSAGE_LENGTH, type ControlMessage, parseControl } from './control.ts';
import { decodeFrame, FRAME_HEADER_BYTES } from './frames.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { codeOfShare, shareOfCode } from './shares/shareCode.ts';

/** What a peer may send: anything at all. Nothing throws, and what is believed keeps what is promised of it. */

const uint32 = fc.nat({ max: 0xffff_ffff });
const header = fc.record({
  file: fc.nat({ max: 0xffff }),
  block: uint32,
  offsetBytes: uint32,
  sealedBytes: uint32,
  seq: uint32,
});

it('[T3] any bytes are a frame within its block, or none', () => {
  const anyBytes = fc.uint8Array({ maxLength: 200 });
  const withStart = fc.tuple(anyBytes, fc.boolean()).map(([bytes, isFrame]) => {
    if (isFrame && bytes.length > 1) bytes.set([0x11, 0]);
    return bytes;
  });
  fc.assert(
    fc.property(withStart, (bytes) => {
      const frame = decodeFrame(bytes.slice().buffer);
      if (!frame) return;
      expect(frame.payload.byteLength).toBe(bytes.length - FRAME_HEADER_BYTES);
      expect(frame.offsetBytes + frame.payload.byteLength).toBeLessThanOrEqual(frame.sealedBytes);
    }),
    fuzzing(3000),
  );
});

it('[T3] any frame that fits its block comes back as it was sent', () => {
  fc.assert(
    fc.property(header, fc.uint8Array({ minLength: 1, maxLength: 100 }), (fields, payload) => {
      const decoded = decodeFrame(encodeFrame(fields, payload).buffer);
      const fits = fields.offsetBytes + payload.byteLength <= fields.sealedBytes;
      expect(decoded).toEqual(fits ? { ...fields, payload: new Uint8Array(payload) } : null);
    }),
    fuzzing(2000),
  );
});

it('anything that is no buffer is no frame', () => {
  fc.assert(
    fc.property(fc.anything({ withTypedArray: true }), (data) => {
      expect(decodeFrame(data)).toBeNull();
      expect(typeof data === 'string' || parseControl(data) === null).toBe(true);
      parseManifest(data);
    }),
    fuzzing(1000),
  );
});

const epoch = '0123456789ab';
const messages: ControlMessage[] = [
  {
    ...{ t: 'hello', version: 2, transferId: '0197a000-0000-7000-8000-000000000001' as never, role: 'sender' },
    ...{ epoch, paused: null },
  },
  { t: 'ready', epoch, creditBytes: 1 },
  { t: 'ack', receivedBytes: 1, creditBytes: 2, blocks: [[0, 1, 2]] },
  { t: 'need', blocks: [[0, 0, 1]] },
  { t: 'file-end', roots: [[0, 'c2VhbGVk']] },
  { t: 'verified', files: [[0, 1]] },
  { t: 'end', reason: 'completed' },
];

it('[T4] a message that was tampered with is one of the protocol, or none', () => {
  const tampered = fc.tuple(fc.constantFrom(...messages), fc.array(change, { minLength: 1, maxLength: 3 }));
  fc.assert(
    fc.property(tampered, ([message, changes]) => {
      const text = JSON.stringify(changed(message, changes)) ?? 'undefined';
      const parsed = parseControl(text);
      // What is believed says the same when it is said again.
      if (parsed) expect(parseControl(JSON.stringify(parsed))).toEqual(parsed);
    }),
    fuzzing(3000),
  );
});

it('[T4] any text is a message, or none; one that is too long is not looked at', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => void parseControl(text)),
    fuzzing(2000),
  );
  expect(parseControl(`${'['.repeat(CONTROL_MESSAGE_LENGTH)}1`)).toBeNull();
});

const manifest: Manifest = {
  version: 1,
  files: [{ name: 'a.mp4', path: 'day one/', type: 'video/mp4', sizeBytes: 5, lastModifiedMs: 1 }],
};

it('a manifest that was tampered with is one, or none', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const parsed = parseManifest(changed(manifest, changes));
      if (parsed) expect(parsed.files.length).toBeGreaterThan(0);
    }),
    fuzzing(2000),
  );
});

it('[S1] any code is one share’s, or none’s, and each share has one code', () => {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
  const code = fc.oneof(
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 22, maxLength: 22 }),
    fc.uuid({ version: 4 }).map((id) => codeOfShare(id as never)),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  fc.assert(
    fc.property(code, (given) => {
      const id = shareOfCode(given);
      if (id) expect(codeOfShare(id)).toBe(given);
    }),
    fuzzing(3000),
  );
});

it('[S1] any fragment holds a key of its length, or none', () => {
  const fragment = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'#AZaz09-_=+/%'), minLength: 40, maxLength: 46 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => `#${Buffer.from(bytes).toString('base64url')}`),
  );
  fc.assert(
    fc.property(fragment, (given) => {
      const key = linkKeyIn(given);
      if (typeof key !== 'string') expect(key.byteLength).toBe(32);
    }),
    fuzzing(2000),
  );
});
