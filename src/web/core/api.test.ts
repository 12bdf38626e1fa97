import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { noteFreshSession, refreshSession } from './api.ts';

const HOUR = 3600_000;
let asked: number;
/** How the server answers; each test may give another. */
let answer: typeof fetch;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  asked = 0;
  answer = answerOk;
  stubBrowser({
    fetch: (...request) => {
      asked += 1;
      return answer(...request);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a session', () => {
  it('that another tab has renewed since is not renewed again', async () => {
    const since = Date.now();
    vi.setSystemTime(since + 100);
    noteFreshSession();
    expect(await refreshSession(since)).toBe(true);
    expect(asked).toBe(0);
  });

  it('is renewed where the clock was set back since the last time', async () => {
    vi.setSystemTime(Date.now() + 2 * HOUR);
    noteFreshSession();
    vi.setSystemTime(Date.now() - 2 * HOUR);
    expect(await refreshSession()).toBe(true);
    expect(asked).toBe(1);
  });

  it('is asked for once by all that wait in a tab, and once more after that failed', async () => {
    let fail!: (why: Error) => void;
    answer = () => new Promise((_, reject) => (fail = reject));
    const waiting = [refreshSession(), refreshSession(), refreshSession()];
    const met = Promise.allSettled(waiting);
    await vi.waitFor(() => expect(asked).toBe(1));
    fail(new TypeError('the network is away'));
    expect((await met).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toBe(1);
    answer = answerOk;
    expect(await refreshSession()).toBe(true);
    expect(asked).toBe(2);
  });
});
