import { expect, test } from 'vitest';
import { settled } from '../testing/settled.ts';
import { makeEnd } from './endOnSignal.ts';

/** A process that is asked to end: with which codes it has ended, and how its close comes to its end. */
function makeProcess(limitMs = 60_000) {
  const codes: number[] = [];
  const clock = { ms: 0 };
  let closes = 0;
  const closing = { resolve() {}, reject() {} };
  const closed = new Promise<void>((resolve, reject) => Object.assign(closing, { resolve, reject }));
  const close = () => {
    closes += 1;
    return closed;
  };
  const end = makeEnd(
    () => ({ limitMs, close }),
    (code) => codes.push(code),
    () => clock.ms,
  );
  return { end, codes, clock, closing, closes: () => closes };
}

test('a signal that comes twice at once is one wish, and the close comes to its end', async () => {
  const { end, codes, clock, closing, closes } = makeProcess();
  end();
  clock.ms = 3;
  end();
  expect(codes).toEqual([]);
  closing.resolve();
  await settled(() => expect(codes).toEqual([0]));
  expect(closes()).toBe(1);
});

test('whoever asks again after a while does not want to wait', () => {
  const { end, codes, clock } = makeProcess();
  end();
  clock.ms = 1500;
  end();
  expect(codes).toEqual([1]);
});

test('a close that fails ends with 1', async () => {
  const { end, codes, closing } = makeProcess();
  end();
  closing.reject();
  await settled(() => expect(codes).toEqual([1]));
});

test('a close that hangs is not waited for longer than its limit', async () => {
  const { end, codes } = makeProcess(5);
  end();
  await settled(() => expect(codes).toEqual([1]));
});
