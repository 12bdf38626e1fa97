import { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { moveSocket } from './moveSocket.ts';

let moves: number;
const makeSocket = (connected = true) => {
  const socket = Object.assign(new EventEmitter(), {
    connected,
    disconnect: () => socket,
    connect: () => {
      moves += 1;
      return socket;
    },
  });
  return socket as unknown as Socket & { connected: boolean };
};

beforeEach(() => {
  vi.useFakeTimers();
  moves = 0;
});
afterEach(() => vi.useRealTimers());

test('a socket goes within the time that it was given', () => {
  moveSocket(
    makeSocket(),
    2000,
    () => false,
    () => {},
  );
  vi.advanceTimersByTime(2000);
  expect(moves).toBe(1);
});

test('not while a command waits for its answer, but before the node cuts it', () => {
  let isWaiting = true;
  moveSocket(
    makeSocket(),
    0,
    () => isWaiting,
    () => {},
  );
  vi.advanceTimersByTime(500);
  expect(moves).toBe(0);
  isWaiting = false;
  vi.advanceTimersByTime(100);
  expect(moves).toBe(1);
  moveSocket(
    makeSocket(),
    0,
    () => true,
    () => {},
  );
  vi.advanceTimersByTime(3600);
  expect(moves).toBe(2);
});

test('one that is not connected finds its way by itself', () => {
  moveSocket(
    makeSocket(false),
    100,
    () => false,
    () => {},
  );
  vi.advanceTimersByTime(200);
  expect(moves).toBe(0);
});
