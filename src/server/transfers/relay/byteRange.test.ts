import { expect, test } from 'vitest';
import { type ByteRange, readRange } from './byteRange.ts';

const ranges: [header: string | undefined, ByteRange][] = [
  [undefined, 'all'],
  ['bytes=0-99', { first: 0, last: 99 }],
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=10-', { first: 10, last: 999 }],
  ['bytes=-1', { first: 999, last: 999 }],
  ['bytes=-5000', { first: 0, last: 999 }],
  ['bytes=990-5000', { first: 990, last: 999 }],
  ['BYTES= 10-20 ', { first: 10, last: 20 }],
  ['bytes=1000-', 'unsatisfiable'],
  ['bytes=99999999999999999999-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  // Several ranges, other units and what cannot be read: the whole is sent.
  ['bytes=0-9,20-29', 'all'],
  ['bytes=0-9,', 'all'],
  ['bytes=9-0', 'all'],
  ['bytes=-', 'all'],
  ['bytes=a-b', 'all'],
  ['bytes=0x1-2', 'all'],
  ['bytes=--1', 'all'],
  ['lines=0-9', 'all'],
  ['bytes 0-9', 'all'],
  ['', 'all'],
];
test.each(ranges)('%j of a thousand bytes', (header, range) => {
  expect(readRange(header, 1000)).toEqual(range);
});
