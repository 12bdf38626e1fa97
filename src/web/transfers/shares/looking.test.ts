import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AppError, RefusedError } from '../../core/appError.ts';
import { makeLooking } from './looking.ts';

/** A look as it goes on: the test lets it find something, or fail. */
interface Look {
  finds(what: string): Promise<void>;
  fails(error: unknown): Promise<void>;
}

let looks: Look[];
let shown: (string | AppError)[];
let isLoadedAnew: boolean;
let isStillStuck: () => boolean;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue();
  looks = [];
  shown = [];
  isLoadedAnew = false;
  isStillStuck = () => false;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const begin = () => {
  const looking = makeLooking({
    look: (counts) =>
      new Promise((resolve, reject) => {
        const settled = () => vi.advanceTimersByTimeAsync(0).then(() => {});
        looks.push({
          finds(what) {
            if (counts()) shown.push(what);
            resolve();
            return settled();
          },
          fails(error) {
            reject(error);
            return settled();
          },
        });
      }),
    refused: (refusal) => void shown.push(refusal),
    loadAnew: async (asked) => {
      isLoadedAnew = true;
      isStillStuck = asked;
    },
  });
  void looking.look();
  return looking;
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const refusal = (code: AppError['code'], kind: AppError['kind']) => new RefusedError({ code, kind });
const unreachable = { code: 'client.unreachable', kind: 'unreachable' };

test('beside a look that hangs another one is begun: what that finds is shown, and the late one takes nothing away', async () => {
  begin();
  await pass(8000);
  expect(looks).toHaveLength(2);
  await looks[1]!.finds('newer');
  await looks[0]!.finds('late');
  await pass(60_000);
  expect(shown).toEqual(['newer']);
  expect(looks).toHaveLength(2);
});

test.each<[AppError['code'], AppError['kind'], string[]]>([
  ['server.unavailable', 'unavailable', ['newer']],
  ['shares.expired', 'gone', ['shares.expired']],
])('of two looks the older one may bring a refusal, if it is for good: %s', async (code, kind, expected) => {
  begin();
  await pass(8000);
  await looks[0]!.fails(refusal(code, kind));
  await looks[1]!.finds('newer');
  expect(shown.map((said) => (typeof said === 'string' ? said : said.code))).toEqual(expected);
});

test('where nothing comes of two it is said, and tried again; an answer that comes after all is taken', async () => {
  begin();
  await pass(16_000);
  expect(shown).toEqual([unreachable]);
  await pass(1000);
  expect(looks).toHaveLength(3);
  await looks[0]!.finds('slow');
  await looks[2]!.finds('later');
  expect(shown).toEqual([unreachable, 'slow']);
});

test.each<[AppError['code'], AppError['kind']]>([
  ['client.unreachable', 'unreachable'],
  ['server.unavailable', 'unavailable'],
  ['server.internal', 'internal'],
  ['request.rate_limited', 'rate_limited'],
])('what may pass is tried again by itself, after longer and longer waits: %s', async (code, kind) => {
  begin();
  await looks[0]!.fails(refusal(code, kind));
  await pass(1000);
  await looks[1]!.fails(refusal(code, kind));
  await pass(1999);
  expect(looks).toHaveLength(2);
  await pass(1);
  await looks[2]!.finds('it');
  expect(shown).toEqual([{ code, kind }, { code, kind }, 'it']);
});

test('what is refused for good is not tried again', async () => {
  begin();
  await looks[0]!.fails(refusal('shares.revoked', 'gone'));
  await pass(120_000);
  expect(looks).toHaveLength(1);
});

test('a part of the page that does not arrive is no fault of the page, which is loaded anew', async () => {
  begin();
  await looks[0]!.fails(new TypeError('Failed to fetch dynamically imported module: https://localhost/x.js'));
  expect(shown).toEqual([unreachable]);
  expect(isLoadedAnew).toBe(true);
});

test('a page that reaches nothing, time after time, may be stuck itself, and is loaded anew', async () => {
  begin();
  await pass(16_000);
  expect(isLoadedAnew).toBe(false);
  await pass(1000 + 16_000);
  expect(isLoadedAnew).toBe(true);
});

const missingPart = new TypeError('Importing a module script failed.');

test.each<[string, (looking: ReturnType<typeof begin>) => unknown]>([
  ['finds something', () => looks[1]!.finds('it')],
  ['is refused for good', () => looks[1]!.fails(refusal('shares.revoked', 'gone'))],
  ['is over, for the page is left', (looking) => looking.forget()],
])('a page that was stuck is not loaded anew any more when its next look %s', async (_how, recovers) => {
  const looking = begin();
  await looks[0]!.fails(missingPart);
  await pass(1000);
  expect(isStillStuck()).toBe(true);
  await recovers(looking);
  expect(isStillStuck()).toBe(false);
});

test('a look that is forgotten shows nothing, and says nothing of its failure', async () => {
  const looking = begin();
  looking.forget();
  await looks[0]!.finds('forgotten');
  void looking.look();
  looking.forget();
  await looks[1]!.fails(new Error('forgotten'));
  await pass(120_000);
  expect(shown).toEqual([]);
  expect(looks).toHaveLength(2);
});
