import { beforeEach, expect, test } from 'vitest';
import type { ControlMessage } from '../../../shared/transfers/control.ts';
import { Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { Arrivals, type ArrivalsParts } from './arrivals.ts';
import type { SendConnection } from './sendConnection.ts';

const connection = { acked: () => true, ackedBytes: 0, allow() {} } as unknown as SendConnection;
const acked = (first: number, count: number): ControlMessage => ({
  ...{ t: 'ack', receivedBytes: 0, creditBytes: 0 },
  blocks: [[0, first, count]],
});

let ladder: Ladder;
let arrivals: Arrivals;
let told: ControlMessage[];
let recorded: { isFull: boolean };

/** A file of ten blocks, on its way, and no longer at hand. */
beforeEach(() => {
  ladder = new Ladder([{ index: 0, sizeBytes: 10 * BLOCK_BYTES }], 0, () => 'segment');
  ladder.queue.setReadable(0, true);
  told = [];
  recorded = { isFull: false };
  const file = { index: 0, blockCount: 10, isVerified: false, source: null, recorded };
  arrivals = new Arrivals({
    ladder,
    files: {
      all: [file],
      get: (index: number) => (index === 0 ? file : undefined),
      markVerified() {},
      sealedRootOf: async () => 'root',
    },
    lines: { tell: (message: ControlMessage) => told.push(message) },
    connections: { settle() {} },
    onVerified() {},
    now: () => 0,
  } as unknown as ArrivalsParts);
});

const arrivedCount = () => ladder.queue.arrivedOf(0).count;

test('[T7] of a receiver that is gone only what it told to be on disk counts', () => {
  arrivals.receive(connection, acked(0, 6));
  arrivals.receive(connection, { t: 'have', blocks: [[0, 0, 4]] });
  expect(arrivedCount()).toBe(6);
  arrivals.receiverLeft();
  expect(arrivedCount()).toBe(4);
  expect(ladder.queue.take(10)).toEqual([0, 4, 6]);
  // It had only lost its network.
  arrivals.receive(connection, acked(4, 2));
  expect(arrivedCount()).toBe(6);
});

test('what was on disk before it was acked stays there', () => {
  arrivals.receive(connection, { t: 'have', blocks: [[0, 0, 4]] });
  arrivals.receive(connection, acked(0, 4));
  arrivals.receiverLeft();
  expect(arrivedCount()).toBe(4);
});

test('what is verified stays there', () => {
  arrivals.receive(connection, acked(0, 10));
  arrivals.receive(connection, { t: 'verified', files: [[0, 1]] });
  arrivals.receiverLeft();
  expect(arrivedCount()).toBe(10);
});

test.each([
  { isFull: true, roots: [[{ t: 'file-end', roots: [[0, 'root']] }]] },
  { isFull: false, roots: [] },
])('[T13] tells the root of a file that is gone only when it is sealed to its last block: $isFull', async (given) => {
  recorded.isFull = given.isFull;
  arrivals.receive(connection, { t: 'have', blocks: [[0, 0, 10]] });
  await new Promise((go) => setImmediate(go));
  expect(told).toEqual(given.roots.flat());
});
