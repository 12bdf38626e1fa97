import { expect, it } from 'vitest';
import { troubleOf } from './trouble.ts';

const NOW = 1_000_000;

it.each([
  { what: 'never met, 7.9 s', silentMs: 60_000, presentMs: 7900, hasMet: false, ready: 0, trouble: null },
  { what: 'never met, 8 s', silentMs: 60_000, presentMs: 8000, hasMet: false, ready: 0, trouble: 'unconnected' },
  { what: 'lost, 4.9 s', silentMs: 4900, presentMs: 60_000, hasMet: true, ready: 0, trouble: null },
  { what: 'lost, 5 s', silentMs: 5000, presentMs: 60_000, hasMet: true, ready: 0, trouble: 'disconnected' },
  { what: 'away, 9.9 s', silentMs: 9900, presentMs: null, hasMet: false, ready: 0, trouble: null },
  { what: 'away, 10 s', silentMs: 10_000, presentMs: null, hasMet: false, ready: 0, trouble: 'away' },
  { what: 'up, silent 9.9 s', silentMs: 9900, presentMs: 60_000, hasMet: true, ready: 1, trouble: null },
  { what: 'up, silent 10 s', silentMs: 10_000, presentMs: 60_000, hasMet: true, ready: 1, trouble: 'stalled' },
  {
    what: 'up, though the server holds it for away',
    silentMs: 0,
    presentMs: null,
    hasMet: true,
    ready: 2,
    trouble: null,
  },
  { what: 'back for a moment', silentMs: 60_000, presentMs: 1000, hasMet: false, ready: 0, trouble: null },
])('$what: $trouble', ({ silentMs, presentMs, hasMet, ready, trouble }) => {
  const presentSinceMs = presentMs === null ? null : NOW - presentMs;
  const seen = { fineAtMs: NOW - silentMs, presentSinceMs, hasMet };
  expect(troubleOf(seen, { nowMs: NOW, readyConnections: ready })).toBe(trouble);
});
