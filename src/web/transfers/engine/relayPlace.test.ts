import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leaveRelayPlace, relayPlace, tryRelayPlace } from './relayPlace.ts';

let serial = 0;
/** An origin is tried once in the life of a page, so each test has one of its own. */
let origin: string;
beforeEach(() => {
  origin = `https://spot.example:${8443 + serial++}`;
});
afterEach(() => {
  leaveRelayPlace(relayPlace());
  vi.unstubAllGlobals();
});

function answerBy(answer: () => Promise<Response>) {
  const asked = vi.fn(answer);
  vi.stubGlobal('fetch', asked);
  return asked;
}
const fine = async () => new Response(null, { status: 204 });

test('the relay’s own port is used once it has answered, and asked once', async () => {
  const asked = answerBy(fine);
  expect(relayPlace()).toBe('');
  await tryRelayPlace(origin, '/relay');
  await tryRelayPlace(origin, '/relay');
  expect(relayPlace()).toBe(origin);
  expect(asked).toHaveBeenCalledExactlyOnceWith(`${origin}/relay`, expect.objectContaining({ method: 'OPTIONS' }));
});

test.each([
  ['closes it', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['puts a page of its own in the way', async () => new Response('', { status: 511 })],
])('where the network %s, it is the page’s own', async (_how, answer) => {
  answerBy(answer);
  await tryRelayPlace(origin, '/relay');
  expect(relayPlace()).toBe('');
});

test('when it no longer answers, it is left for good', async () => {
  answerBy(fine);
  await tryRelayPlace(origin, '/relay');
  leaveRelayPlace('');
  expect(relayPlace()).toBe(origin);
  leaveRelayPlace(origin);
  await tryRelayPlace(origin, '/relay');
  expect(relayPlace()).toBe('');
});
