import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measureFlow } from './measureFlow.ts';

/** One end of a channel that is open at once; whether anything passes, the test says. */
class Channel extends EventTarget {
  readyState = 'open';
  bufferedAmount = 0;
  other: Channel | null = null;
  send(data: unknown): void {
    // A full buffer ends the filling; what is said in words passes on.
    if (typeof data !== 'string') this.bufferedAmount = Number.POSITIVE_INFINITY;
    if (passes) queueMicrotask(() => this.other?.dispatchEvent(new MessageEvent('message', { data })));
  }
}

/** Two of them meet as soon as one has a channel and the other a description. */
class Connection extends EventTarget {
  localDescription = {};
  remoteDescription = {};
  static #waiting: Channel | null = null;
  createDataChannel(): Channel {
    Connection.#waiting = new Channel();
    return Connection.#waiting;
  }
  async setLocalDescription(): Promise<void> {}
  async setRemoteDescription(): Promise<void> {
    const near = Connection.#waiting;
    Connection.#waiting = null;
    if (!near) return;
    const far = new Channel();
    [near.other, far.other] = [far, near];
    this.dispatchEvent(Object.assign(new Event('datachannel'), { channel: far }));
  }
  close(): void {}
}

const trial = { url: 'turn:turn.example.org', username: 'u', credential: 'c' } as never;
let passes: boolean;
let stopping: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', Connection);
  stopping = new AbortController();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what goes through is measured', async () => {
  passes = true;
  const measuring = measureFlow(trial, stopping.signal);
  await vi.advanceTimersByTimeAsync(3000);
  expect((await measuring).flow).toMatchObject({ roundTripMs: expect.any(Number), bytesPerSecond: expect.any(Number) });
});

test('two that meet and never answer are no flow, after a while', async () => {
  passes = false;
  const measuring = measureFlow(trial, stopping.signal);
  await vi.advanceTimersByTimeAsync(5000);
  expect((await measuring).flow).toBeNull();
});

test('stopped while an answer is awaited, it ends at once', async () => {
  passes = false;
  const measuring = measureFlow(trial, stopping.signal);
  await vi.advanceTimersByTimeAsync(10);
  stopping.abort();
  expect((await measuring).flow).toBeNull();
});
