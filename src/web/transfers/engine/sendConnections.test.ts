import { expect, it } from 'vitest';
import { BlockQueue } from '../../../shared/transfers/blockQueue.ts';
import { creditLimits } from '../../../shared/transfers/credit.ts';
import type { SendConnection } from './sendConnection.ts';
import { SendConnections } from './sendConnections.ts';

const SEALED_BYTES = 262_204;
const SECOND = 1000;
const channel = { isOpen: true, isClosed: false, bufferedAmount: 0, send() {}, close() {} };

/** A sender with so many connections that may carry blocks, and the blocks of a file for them. */
function sending({ count = 1, ready }: { count?: number; ready?: number } = {}) {
  const queue = new BlockQueue([{ index: 0, sizeBytes: 8 * 262_144 }]);
  queue.setReadable(0, true);
  const connections = new SendConnections(queue);
  const all = Array.from({ length: count }, (_, connId) => connections.add(connId, channel, 0, () => {}));
  for (const connection of all.slice(0, ready)) connection.allow(creditLimits.grantBytes);
  const carry = (connection: SendConnection, nowMs: number) => {
    const [file, block] = queue.take(1)!;
    connection.carry({ file, block, sealed: new Uint8Array(SEALED_BYTES) }, nowMs);
  };
  const ack = (connection: SendConnection, bytes: number, nowMs: number) =>
    connection.acked(connection.ackedBytes + bytes, creditLimits.grantBytes, nowMs);
  return { queue, connections, all: all as [SendConnection, SendConnection], carry, ack };
}

it('[T18] blocks of which nothing is acked for ten seconds are a silence', () => {
  const { connections, all, carry, ack } = sending();
  carry(all[0], 0);
  expect(connections.areStalled(10 * SECOND, false)).toBe(false);
  ack(all[0], 1000, 10 * SECOND);
  expect(connections.areStalled(20 * SECOND, false)).toBe(false);
  expect(connections.areStalled(20 * SECOND + 1, false)).toBe(true);
});

it('[T18] a connection that is never said to be ready is silent too', () => {
  const { connections } = sending({ ready: 0 });
  expect(connections.areStalled(10 * SECOND, false)).toBe(false);
  expect(connections.areStalled(10 * SECOND + 1, false)).toBe(true);
});

it('[T18] neither a pause is a silence, nor that there is nothing to send', () => {
  const { connections, all, carry } = sending();
  expect(connections.areStalled(60 * SECOND, false)).toBe(false);
  carry(all[0], 61 * SECOND);
  expect(connections.areStalled(90 * SECOND, true)).toBe(false);
  expect(connections.areStalled(100 * SECOND, false)).toBe(false);
  expect(connections.areStalled(100 * SECOND + 1, false)).toBe(true);
});

it('without any connection nobody is silent', () => {
  expect(sending({ count: 0 }).connections.areStalled(60 * SECOND, false)).toBe(false);
});

it('[T18] what a single silent one holds is left over to the others', () => {
  const { queue, connections, all, carry, ack } = sending({ count: 2 });
  const [silent, moving] = all;
  carry(silent, 0);
  carry(moving, 0);
  ack(moving, 1000, 9 * SECOND);
  expect(queue.take(1)).toEqual([0, 2, 1]);
  expect(connections.areStalled(11 * SECOND, false)).toBe(false);
  expect(queue.take(1)).toEqual([0, 0, 1]);
});

it('[T18] of a receiver that acks nothing a connection is not heard because it is new', () => {
  const { connections, all, carry } = sending({ count: 2 });
  const [old, recent] = all;
  carry(old, 0);
  connections.areStalled(6 * SECOND, false);
  carry(recent, 6 * SECOND);
  expect(connections.areStalled(10 * SECOND, false)).toBe(false);
  expect(connections.areStalled(11 * SECOND, false)).toBe(true);
});

it('[T18] blocks are left over to one that has nothing to do once, not to each in turn', () => {
  const { connections, all, carry } = sending({ count: 3 });
  carry(all[0], 0);
  expect(connections.areStalled(11 * SECOND, false)).toBe(false);
  carry(all[1], 11 * SECOND);
  expect(connections.areStalled(21 * SECOND, false)).toBe(false);
  expect(connections.areStalled(22 * SECOND, false)).toBe(true);
});

it('[T18] a dead one beside one that has brought all there is, is no silence', () => {
  const { connections, all, carry, ack } = sending({ count: 2 });
  const [dead, other] = all;
  carry(dead, 0);
  expect(connections.areStalled(11 * SECOND, false)).toBe(false);
  carry(other, 11 * SECOND);
  ack(other, other.unackedBytes, 12 * SECOND);
  other.settle(0, 0);
  for (let seconds = 12; seconds < 60; seconds++) expect(connections.areStalled(seconds * SECOND, false)).toBe(false);
});

it('[T18] one that never becomes ready is no silence of the one beside it, which goes on after a pause', () => {
  const { connections, all, carry } = sending({ count: 2, ready: 1 });
  expect(connections.areStalled(15 * SECOND, true)).toBe(false);
  carry(all[0], 15 * SECOND);
  expect(connections.areStalled(16 * SECOND, false)).toBe(false);
  expect(connections.areStalled(26 * SECOND, false)).toBe(true);
});
