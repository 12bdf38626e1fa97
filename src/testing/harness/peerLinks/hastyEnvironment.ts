import { browserEnvironment, type LinkEnvironment } from '../../../web/transfers/engine/linkEnvironment.ts';

/** The browser as it is, but for a clock that can be made to run faster. */
export function makeHastyEnvironment(): LinkEnvironment & { hasten(times: number): void } {
  const real = browserEnvironment();
  let pace = 1;
  let [sinceReal, since] = [real.now(), real.now()];
  const now = () => since + (real.now() - sinceReal) * pace;
  return {
    ...real,
    now,
    setTimer: (callback, ms) => real.setTimer(callback, ms / pace),
    hasten(times) {
      [sinceReal, since] = [real.now(), now()];
      pace = times;
    },
  };
}
