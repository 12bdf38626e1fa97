import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const open = async (answer: () => Promise<Response>) => {
  const asked = vi.fn(answer);
  vi.stubGlobal('fetch', asked);
  return { asked, ...(await import('./relayPlace.ts')) };
};
const origin = 'https://spot.example:8443';

test('the relay’s own port is used once it has answered, and asked once', async () => {
  const { asked, relayPlace, tryRelayPlace } = await open(async () => new Response(null, { status: 204 }));
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
  const { relayPlace, tryRelayPlace } = await open(answer);
  await tryRelayPlace(origin, '/relay');
  expect(relayPlace()).toBe('');
});

test('when it no longer answers, it is left for good', async () => {
  const { relayPlace, tryRelayPlace, leaveRelayPlace } = await open(async () => new Response(null, { status: 204 }));
  await tryRelayPlace(origin, '/relay');
  leaveRelayPlace('');
  expect(relayPlace()).toBe(origin);
  leaveRelayPlace(origin);
  await tryRelayPlace(origin, '/relay');
  expect(relayPlace()).toBe('');
});
