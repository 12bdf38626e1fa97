import { expect, test } from 'vitest';
import { fileRunsOf, joinRuns, runsOf, runWithout } from './blockRuns.ts';
import type { BlockRun } from './blocks.ts';

const joins: [string, BlockRun[], BlockRun[]][] = [
  ['nothing', [], []],
  [
    'neighbours',
    [
      [0, 0, 2],
      [0, 2, 3],
    ],
    [[0, 0, 5]],
  ],
  [
    'one inside another',
    [
      [0, 0, 9],
      [0, 3, 2],
    ],
    [[0, 0, 9]],
  ],
  [
    'the same twice',
    [
      [1, 4, 2],
      [1, 4, 2],
    ],
    [[1, 4, 2]],
  ],
  [
    'out of order',
    [
      [0, 5, 1],
      [0, 0, 5],
    ],
    [[0, 0, 6]],
  ],
  [
    'with a gap',
    [
      [0, 0, 2],
      [0, 3, 1],
    ],
    [
      [0, 0, 2],
      [0, 3, 1],
    ],
  ],
  [
    'of different files',
    [
      [1, 0, 2],
      [0, 2, 3],
    ],
    [
      [0, 2, 3],
      [1, 0, 2],
    ],
  ],
];
test.each(joins)('joining runs: %s', (_name, runs, joined) => {
  expect(joinRuns(runs)).toEqual(joined);
});

test('joining leaves what it was given as it was', () => {
  const runs: BlockRun[] = [
    [0, 0, 2],
    [0, 2, 3],
  ];
  joinRuns(runs);
  expect(runs).toEqual([
    [0, 0, 2],
    [0, 2, 3],
  ]);
});

test('blocks in any order are runs of neighbours, file by file', () => {
  const blocks = [
    [1, 0],
    [0, 5],
    [0, 3],
    [0, 4],
    [0, 9],
    [0, 3],
  ].map(([file, block]) => ({ file: file!, block: block! }));
  expect(runsOf(blocks)).toEqual([
    [0, 3, 3],
    [0, 9, 1],
    [1, 0, 1],
  ]);
  expect(runsOf([])).toEqual([]);
});

test('files in any order are runs of neighbours', () => {
  expect(fileRunsOf([7, 2, 0, 1, 1])).toEqual([
    [0, 3],
    [7, 1],
  ]);
  expect(fileRunsOf([])).toEqual([]);
});

test('a run without some of its blocks', () => {
  expect(runWithout([2, 10, 5], [])).toEqual([[2, 10, 5]]);
  expect(runWithout([2, 10, 5], [10, 12, 99])).toEqual([
    [2, 11, 1],
    [2, 13, 2],
  ]);
  expect(runWithout([2, 10, 2], [10, 11])).toEqual([]);
});
