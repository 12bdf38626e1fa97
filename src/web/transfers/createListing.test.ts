import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RefusedError } from '../core/appError.ts';
import { createListing, type Listing } from './createListing.ts';

const fault = new RefusedError({ code: 'server.internal', kind: 'internal' });
const notThere = new RefusedError({ code: 'matches.not_found', kind: 'not_found' });

/** What the next questions meet, one after the other; after that they are answered. */
let troubles: Error[];
let asked: number;
let recalled: number;
let listing: Listing;
let leave: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  [troubles, asked, recalled] = [[], 0, 0];
  createRoot((dispose) => {
    leave = dispose;
    listing = createListing({
      async load() {
        asked += 1;
        const trouble = troubles.shift();
        if (trouble) throw trouble;
      },
      async recall() {
        recalled += 1;
      },
    });
  });
});
afterEach(() => {
  leave();
  vi.useRealTimers();
});

test('one that could not be had is said to be so, shown as last heard, and asked for until it comes', async () => {
  troubles = [fault, fault];
  await listing.ask();
  expect([listing.refusal()?.kind, recalled, listing.isAsking()]).toEqual(['internal', 1, false]);
  await vi.advanceTimersByTimeAsync(1000);
  expect([asked, listing.refusal()?.kind]).toEqual([2, 'internal']);
  await vi.advanceTimersByTimeAsync(2000);
  expect([asked, listing.refusal()]).toEqual([3, null]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(3);
});

test('one that is refused for good is not asked for again by itself', async () => {
  troubles = [notThere];
  await listing.ask();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, listing.refusal()?.kind]).toEqual([1, 'not_found']);
  await listing.ask();
  expect([asked, listing.refusal()]).toEqual([2, null]);
});
