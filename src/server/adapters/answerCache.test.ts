import { expect, it } from 'vitest';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { ANSWER_LASTS_MS } from '../core/ports.ts';
import { describeAnswerCache } from './answerCache.contract.ts';
import { makeMemoryAnswerCache } from './answerCache.ts';

describeAnswerCache('memory', async () => ({ cache: makeMemoryAnswerCache(makeFakeClock()), close: async () => {} }));

it('an answer is believed for a while, and no longer', async () => {
  const clock = makeFakeClock();
  const cache = makeMemoryAnswerCache(clock);
  let made = 0;
  const ask = () => cache.answer('events', 'key', async () => ++made);
  expect(await ask()).toBe(1);
  clock.move(ANSWER_LASTS_MS - 1);
  expect(await ask()).toBe(1);
  clock.move(2);
  expect(await ask()).toBe(2);
});
