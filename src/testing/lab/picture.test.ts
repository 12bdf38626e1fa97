import { expect, test } from 'vitest';
import { pictureOf } from './picture.ts';
import type { Result } from './results.ts';
import { tableOf } from './table.ts';

const result: Result = {
  name: 'a',
  title: 'Here & <there>',
  link: { rateMbit: 20, delayMs: 15, loss: 0.015, queueMs: 100 },
  sizeBytes: 40 * 2 ** 20,
  failure: null,
  seconds: 24,
  goodputMbit: 14,
  linkShare: 0.7,
  ways: ['direct', 'relay'],
  duplicateBytes: 2 ** 20,
  recoverSeconds: 6.2,
  brokeAtSeconds: 11,
  course: [
    [0, 0, []],
    [12, 0.5, ['direct']],
    [24, 1, ['relay']],
  ],
};
const failed: Result = { ...result, name: 'b', title: 'Nothing', failure: 'timed out', course: [], ways: undefined };

test('the table says what a person wants to compare, and why something failed', () => {
  const [, , first, second, , reason] = tableOf([result, failed]).split('\n');
  expect(first).toMatch(
    /20 Mbit\/s, 60 ms, 3 % loss +40 MiB in 24 s +direct \+ relay +14 Mbit\/s +70 % +1\.0 MiB +6\.2 s$/,
  );
  expect(second).toContain('did not arrive');
  expect(reason).toBe('b: timed out');
});

test('the picture is well formed, and draws nothing of what did not move', () => {
  const picture = pictureOf([result, failed]);
  expect(picture).toContain('Here &amp; &lt;there>');
  expect(picture).toContain('did not arrive');
  expect(picture).not.toMatch(/NaN|Infinity|undefined/);
});
