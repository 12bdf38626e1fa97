import { expect, it } from 'vitest';
import { Bitmap } from '../../../shared/transfers/bitmap.ts';
import { type ControlMessage, PROTOCOL_VERSION } from '../../../shared/transfers/control.ts';
import { SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import { encodeFrame } from '../../../testing/encodeFrame.ts';
import type { BlockLedger } from './blockLedger.ts';
import { ReceiveEngine, type ReceiveEngineParts } from './receiveEngine.ts';
import type { WireListener } from './wireChannel.ts';
import type { Surroundings } from './workerScope.ts';

const TRANSFER = '0198c0de-0000-7000-8000-000000000001';
const SIZE_BYTES = 1000;
const SECOND = 1000;

/** A receiver of one small file, and the other side of its one connection. */
async function receiving() {
  let nowMs = 0;
  const file = { index: 0, blockCount: 1, recorded: new Bitmap(1), hashes: new Uint8Array(32), isVerified: false };
  const nothing = async () => {};
  const engine = await ReceiveEngine.start({
    transferId: TRANSFER,
    manifest: { version: 1, files: [{ name: 'a', sizeBytes: SIZE_BYTES, type: '', lastModifiedMs: 0 }] },
    chosenFiles: [0],
    // What comes is never whole.
    seals: {} as ReceiveEngineParts['seals'],
    ledger: { files: new Map([[0, file]]), isAllVerified: false } as unknown as BlockLedger,
    sink: { prepare: async () => 0, write: nothing, flush: nothing, finish: nothing, close: nothing },
    relay: { say() {}, renewSession: nothing },
    visit: null,
    onEnded() {},
    onChange() {},
    now: () => nowMs,
  });
  const listeners: Record<'control' | 'data', WireListener> = {} as never;
  const channelFor = (name: 'control' | 'data') => (listener: WireListener) => {
    listeners[name] = listener;
    return { isOpen: true, isClosed: false, bufferedAmount: 0, send() {}, close() {} };
  };
  engine.addConnection(1, { control: channelFor('control'), data: channelFor('data') });
  const say = (message: object) => listeners.control.onMessage(JSON.stringify(message));
  const hello = (paused: (ControlMessage & { t: 'hello' })['paused'] = null) =>
    say({
      ...{ t: 'hello', version: PROTOCOL_VERSION, transferId: TRANSFER, role: 'sender', paused },
      epoch: '0198c0de-0000-7000-8000-000000000002',
    });
  const sealedBytes = SIZE_BYTES + SEAL_OVERHEAD_BYTES;
  const sendPiece = () =>
    listeners.data.onMessage(
      encodeFrame({ file: 0, block: 0, offsetBytes: 0, sealedBytes, seq: 0 }, new Uint8Array(10)).buffer,
    );
  return {
    engine,
    hello,
    say,
    sendPiece,
    /** Whether it counts as silent then, looked at a few times a second until then. */
    isSilentAt(atMs: number) {
      let isSilent = false;
      for (; nowMs < atMs; nowMs += 200) isSilent = engine.isSilent(nowMs);
      engine.tick(nowMs);
      return isSilent || engine.isSilent(nowMs);
    },
  };
}

it('[T18] one that says hello and nothing else is silent after twenty seconds', async () => {
  const { hello, isSilentAt } = await receiving();
  isSilentAt(5 * SECOND);
  hello();
  expect(isSilentAt(25 * SECOND)).toBe(false);
  expect(isSilentAt(25.2 * SECOND)).toBe(true);
});

it('[T18] a piece of a block is no silence', async () => {
  const { hello, sendPiece, isSilentAt } = await receiving();
  hello();
  isSilentAt(15 * SECOND);
  sendPiece();
  expect(isSilentAt(35 * SECOND)).toBe(false);
  expect(isSilentAt(35.2 * SECOND)).toBe(true);
});

it('[T18] that it is there, and no more, is a silence all the same', async () => {
  const { hello, say, isSilentAt } = await receiving();
  hello();
  for (let atMs = SECOND; atMs < 20 * SECOND; atMs += SECOND) {
    say({ t: 'resume' });
    expect(isSilentAt(atMs)).toBe(false);
  }
  expect(isSilentAt(20.2 * SECOND)).toBe(true);
});

it('[T18] a pause is no silence, whoever it is that paused', async () => {
  const { engine, hello, say, isSilentAt } = await receiving();
  hello('asked');
  expect(isSilentAt(60 * SECOND)).toBe(false);
  say({ t: 'resume' });
  expect(isSilentAt(80 * SECOND)).toBe(false);
  engine.pause();
  expect(isSilentAt(160 * SECOND)).toBe(false);
  engine.resume();
  engine.setSurroundings({ waitsForWifi: true } as Surroundings);
  expect(isSilentAt(220 * SECOND)).toBe(false);
});

it('[T18] without a connection there is nobody who could be silent', async () => {
  const { engine, hello, isSilentAt } = await receiving();
  hello();
  engine.removeConnection(1);
  expect(isSilentAt(60 * SECOND)).toBe(false);
});
