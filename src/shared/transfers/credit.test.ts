import { describe, expect, it } from 'vitest';
import { afterAck, creditLimits, grantFor, startWindow } from './credit.ts';

const { smallestWindowBytes, largestWindowBytes } = creditLimits;

describe('[T8] the send window', () => {
  it('grows by an eighth for each window acked, up to its limit', () => {
    let window = startWindow();
    window = afterAck(window, { bytes: window.bytes, roundTripMs: 20, nowMs: 20 });
    expect(window.bytes).toBe((smallestWindowBytes * 9) / 8);
    for (let n = 0; n < 100; n++) window = afterAck(window, { bytes: window.bytes, roundTripMs: 20, nowMs: 20 * n });
    expect(window.bytes).toBe(largestWindowBytes);
  });

  it.each([
    { name: 'acks twice as late as ever before, and by more than a second', min: 200, roundTrip: 1300, isHalved: true },
    { name: 'a little jitter', min: 200, roundTrip: 350, isHalved: false },
    { name: 'a busy processor on a fast link', min: 2, roundTrip: 600, isHalved: false },
    { name: 'a full queue on a fast link', min: 2, roundTrip: 1100, isHalved: true },
    { name: 'a far peer', min: 800, roundTrip: 1500, isHalved: false },
  ])('$name: halved is $isHalved', ({ min, roundTrip, isHalved }) => {
    const window = { bytes: 2_000_000, minRoundTripMs: min, cutAtMs: 0 };
    const after = afterAck(window, { bytes: 1000, roundTripMs: roundTrip, nowMs: 10_000 });
    expect(after.bytes < window.bytes).toBe(isHalved);
  });

  it('is cut once per round trip and never below its smallest', () => {
    let window = { bytes: largestWindowBytes, minRoundTripMs: 10, cutAtMs: 0 };
    window = afterAck(window, { bytes: 1000, roundTripMs: 1500, nowMs: 2000 });
    window = afterAck(window, { bytes: 1000, roundTripMs: 1500, nowMs: 2100 });
    expect(window.bytes).toBe(largestWindowBytes / 2);
    for (let n = 2; n < 20; n++) window = afterAck(window, { bytes: 1000, roundTripMs: 1500, nowMs: 2000 * n });
    expect(window.bytes).toBe(smallestWindowBytes);
  });
});

describe('the receiver’s grant', () => {
  it.each([
    [1, 4096 * 1024],
    [2, 4096 * 1024],
    [4, 2048 * 1024],
    [8, 1024 * 1024],
  ])('with %i connections is %i bytes each', (connections, bytes) => {
    expect(grantFor(connections)).toBe(bytes);
  });
});
