import { describe, expect, it } from 'vitest';
import { addSample, msLeft, type RateWindow, speedOf } from './rate.ts';

function windowOf(...samples: [atMs: number, bytes: number][]): RateWindow {
  return samples.reduce<RateWindow>((window, [atMs, bytes]) => addSample(window, { atMs, bytes }), []);
}

describe('speed', () => {
  it.each([
    { name: 'nothing yet', samples: [], speed: null },
    { name: 'one look', samples: [[0, 0]], speed: null },
    {
      name: 'two looks close together',
      samples: [
        [0, 0],
        [100, 1000],
      ],
      speed: null,
    },
    {
      name: 'a steady second',
      samples: [
        [0, 0],
        [1000, 5000],
      ],
      speed: 5000,
    },
    {
      name: 'only the last five seconds count',
      samples: [
        [0, 0],
        [4000, 0],
        [9000, 10_000],
      ],
      speed: 2000,
    },
    {
      name: 'a receiver that started anew',
      samples: [
        [0, 9000],
        [1000, 0],
        [2000, 500],
      ],
      speed: 500,
    },
  ] as { name: string; samples: [number, number][]; speed: number | null }[])('$name', ({ samples, speed }) => {
    expect(speedOf(windowOf(...samples))).toBe(speed);
  });
});

describe('time left', () => {
  it.each([
    [1000, 500, 2000],
    [1000, 0, null],
    [1000, null, null],
    [0, null, 0],
  ])('%d bytes at %s per second: %s ms', (bytes, speed, left) => {
    expect(msLeft(bytes, speed)).toBe(left);
  });
});
