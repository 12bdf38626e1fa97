import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AppError, RefusedError } from './appError.ts';
import { makeUnsaid } from './unsaid.ts';

const answers: string[] = [];
const unsaid = makeUnsaid<string>(async (answer) => void answers.push(answer));
let refusal: AppError | null;
let asked: number;

const command = async () => {
  asked += 1;
  if (refusal) throw new RefusedError(refusal);
  return 'heard';
};
const busy: AppError = { code: 'server.unavailable', kind: 'unavailable' };

beforeEach(() => {
  vi.useFakeTimers();
  refusal = null;
  asked = 0;
});
afterEach(() => {
  unsaid.forgetAll();
  answers.length = 0;
  vi.useRealTimers();
});

test.each<AppError>([
  { code: 'client.unreachable', kind: 'unreachable' },
  busy,
  { code: 'request.rate_limited', kind: 'rate_limited', retryAfterSeconds: 7 },
  { code: 'server.internal', kind: 'internal' },
])('what was refused as $kind is said again by itself', async (passing) => {
  refusal = passing;
  await unsaid.say('complete', command);
  expect(answers).toEqual([]);
  refusal = null;
  await vi.advanceTimersByTimeAsync(7000);
  expect(answers).toEqual(['heard']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(2);
});

test('what is refused for good is told to who said it, and not said again', async () => {
  refusal = { code: 'transfers.not_found', kind: 'not_found' };
  await expect(unsaid.say('complete', command)).rejects.toThrow('transfers.not_found');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test('the waits grow, and a reconnect cuts them short', async () => {
  refusal = busy;
  await unsaid.say('complete', command);
  await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000);
  expect(asked).toBe(4);
  refusal = null;
  await unsaid.sayAll();
  expect(answers).toEqual(['heard']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(5);
});

test('what is forgotten is not said again, nor is its answer heard', async () => {
  refusal = busy;
  await unsaid.say('complete', command);
  unsaid.forgetAll();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);

  refusal = null;
  const late = unsaid.say('complete', command);
  unsaid.forgetAll();
  await late;
  expect(answers).toEqual([]);
});
