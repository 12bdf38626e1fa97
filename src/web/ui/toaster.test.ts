import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeToaster } from './toaster.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const texts = (toaster: ReturnType<typeof makeToaster>) => toaster.toasts().map((toast) => toast.text);

it('a note goes away by itself, one with an action later', () => {
  const toaster = makeToaster();
  toaster.show('Copied');
  toaster.show('Left the event', { action: { label: 'Undo', run: () => {} } });
  vi.advanceTimersByTime(6_000);
  expect(texts(toaster)).toEqual(['Left the event']);
  vi.advanceTimersByTime(6_000);
  expect(texts(toaster)).toEqual([]);
});

it('the oldest makes room for a fourth', () => {
  const toaster = makeToaster();
  for (const text of ['a', 'b', 'c', 'd']) toaster.show(text);
  expect(texts(toaster)).toEqual(['b', 'c', 'd']);
});

it('none goes away while they are held', () => {
  const toaster = makeToaster();
  toaster.show('Copied');
  toaster.hold(true);
  vi.advanceTimersByTime(60_000);
  expect(texts(toaster)).toEqual(['Copied']);
  toaster.hold(false);
  vi.advanceTimersByTime(6_000);
  expect(texts(toaster)).toEqual([]);
});
