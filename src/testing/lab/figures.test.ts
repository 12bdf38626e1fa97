import { expect, test } from 'vitest';
import { type Course, figuresOf } from './figures.ts';
import type { Sample } from './journal.ts';

const sample = (atMs: number, bytesDone: number, more: Partial<Sample> = {}): Sample => ({
  atMs,
  bytesDone,
  state: 'transferring',
  ways: ['direct'],
  connections: 1,
  duplicateBytes: 0,
  ...more,
});
const course = (received: Sample[], more: Partial<Course> = {}): Course => ({
  sizeBytes: 1_000_000,
  acceptedAtMs: 0,
  brokeAtMs: null,
  verifiedAtMs: 4000,
  sent: [],
  received,
  ...more,
});

test('goodput counts from the acceptance to the last word', () => {
  expect(figuresOf(course([]))).toMatchObject({ seconds: 4, goodputMbit: 2, recoverSeconds: null });
});

test('ways are named in the order of their first use, on either side, while blocks were to come', () => {
  const received = [sample(3, 1, { ways: ['turn', 'relay'] }), sample(4, 1, { state: 'verified' })];
  expect(figuresOf(course(received)).ways).toEqual(['turn', 'relay']);
  expect(figuresOf(course(received, { sent: [sample(1, 0)] })).ways).toEqual(['direct', 'turn', 'relay']);
});

test('recovery is the longest time without a new block, counted from the break', () => {
  const received = [sample(100, 10), sample(900, 20), sample(1200, 20), sample(3000, 30), sample(3400, 40)];
  expect(figuresOf(course(received, { brokeAtMs: 1000 })).recoverSeconds).toBe(2);
});

test('blocks that a new page has to get again are not new, and count as duplicates', () => {
  const received = [
    sample(100, 50, { duplicateBytes: 5 }),
    sample(1000, 40),
    sample(2000, 50, { duplicateBytes: 2 }),
    sample(2500, 60, { duplicateBytes: 3 }),
  ];
  const figures = figuresOf(course(received, { brokeAtMs: 900 }));
  expect(figures.duplicateBytes).toBe(5 + 10 + 3);
  expect(figures.recoverSeconds).toBe(1.6);
});
