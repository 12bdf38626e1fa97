import { expect, it } from 'vitest';
import { atMost } from './atMost.ts';

it('waits for what ends in time, well or not', async () => {
  let isDone = false;
  const work = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    isDone = true;
    throw new Error('too bad');
  };
  await atMost(60_000, work());
  expect(isDone).toBe(true);
});

it('does not wait for what never ends', () => atMost(1, new Promise(() => {})));
