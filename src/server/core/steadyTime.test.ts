import { expect, it } from 'vitest';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeSteadyTime } from './steadyTime.ts';

it.each([
  ['runs', [10, 20], [10, 30]],
  ['is set back', [10, -5000, 20, -1, 5], [10, 10, 30, 30, 35]],
  ['is set forward and back again', [5000, -5000, 7], [5000, 5000, 5007]],
])('a clock that %s', (_name, moves, passed) => {
  const clock = makeFakeClock();
  const now = makeSteadyTime(clock);
  const begun = now();
  const seen = moves.map((ms) => {
    clock.move(ms);
    return now() - begun;
  });
  expect(seen).toEqual(passed);
});
