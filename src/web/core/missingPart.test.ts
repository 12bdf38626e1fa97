import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isMissingPart, loadAnew } from './missingPart.ts';

let isThere: () => Promise<boolean>;
let asked: string[];
let loads: number;

beforeEach(() => {
  vi.useFakeTimers();
  isThere = async () => true;
  asked = [];
  loads = 0;
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  vi.stubGlobal('location', { reload: () => void loads++ });
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return { ok: await isThere() };
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stuck = () => true;

test.each([
  'Failed to fetch dynamically imported module: https://localhost/x.js',
  'error loading dynamically imported module: https://localhost/x.js',
  'Importing a module script failed.',
])('a part that did not arrive is known by what browsers say: %s', (message) => {
  expect(isMissingPart(new TypeError(message))).toBe(true);
  expect(isMissingPart(new TypeError('Failed to fetch'))).toBe(false);
  expect(isMissingPart(undefined)).toBe(false);
});

test('a page is loaded anew once, and not again within the minute', async () => {
  await loadAnew(stuck);
  await loadAnew(stuck);
  expect([asked, loads]).toEqual([['/health/live'], 1]);
  vi.advanceTimersByTime(60_000);
  await loadAnew(stuck);
  expect(loads).toBe(2);
});

test('while its server does not answer a page stays, and may be loaded anew as soon as it does', async () => {
  isThere = async () => false;
  await loadAnew(stuck);
  isThere = () => Promise.reject(new TypeError('Failed to fetch'));
  await loadAnew(stuck);
  expect(loads).toBe(0);
  isThere = async () => true;
  await loadAnew(stuck);
  expect(loads).toBe(1);
});

test('a page that recovers before its server answers is left as it is', async () => {
  let isStuck = true;
  let answer = (_isThere: boolean) => {};
  isThere = () => new Promise((resolve) => (answer = resolve));
  const loading = loadAnew(() => isStuck);
  isStuck = false;
  answer(true);
  await loading;
  expect(loads).toBe(0);
  isThere = async () => true;
  await loadAnew(stuck);
  expect(loads).toBe(1);
});
