import { expect, test } from 'vitest';
import { makeLossGauge } from './lossGauge.ts';

const checks = (sent: number, answered: number, pairId = 'pair') => ({ pairId, sent, answered });

test('nothing is said of a few checks', () => {
  const gauge = makeLossGauge();
  expect(gauge(checks(5, 5), 0)).toBeNull();
  expect(gauge(checks(14, 7), 1000)).toBeNull();
});

test('the share without an answer is counted from where watching began; one may be under way', () => {
  const gauge = makeLossGauge();
  gauge(checks(100, 40), 0);
  expect(gauge(checks(120, 59), 50_000)).toBe(0);
  expect(gauge(checks(120, 49), 50_000)).toBe(0.5);
});

test('what is longer ago than a minute counts no more', () => {
  const gauge = makeLossGauge();
  gauge(checks(0, 0), 0);
  gauge(checks(20, 0), 30_000);
  gauge(checks(40, 20), 89_000);
  expect(gauge(checks(60, 40), 90_000)).toBe(0);
});

test('another candidate pair begins anew, and so does a connection that was away', () => {
  const gauge = makeLossGauge();
  gauge(checks(0, 0), 0);
  expect(gauge(checks(30, 5), 1000)).toBeGreaterThan(0.5);
  expect(gauge(checks(30, 5, 'another'), 2000)).toBeNull();
  expect(gauge(checks(50, 25, 'another'), 3000)).toBe(0);
  expect(gauge(null, 4000)).toBeNull();
  expect(gauge(checks(50, 25, 'another'), 5000)).toBeNull();
});
