import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { makeIceIssuer } from './iceServers.ts';

const clock = makeFakeClock();
const turn = { urls: ['turn:hall.example:3478'], secrets: ['the new secret', 'the old secret'], ttlSeconds: 600 };

test('without settings there is no server at all, and nobody else’s either', () => {
  const ice = makeIceIssuer({ clock, stunUrls: [], turn: null });
  expect(ice.hasTurn).toBe(false);
  expect(ice.issue()).toEqual({ iceServers: [], lifeMs: null });
});

test('a STUN server needs no credentials', () => {
  const ice = makeIceIssuer({ clock, stunUrls: ['stun:hall.example:3478'], turn: null });
  expect(ice.issue()).toEqual({ iceServers: [{ urls: ['stun:hall.example:3478'] }], lifeMs: null });
});

test('credentials name their end and are signed with the first secret', () => {
  const { iceServers, lifeMs } = makeIceIssuer({ clock, stunUrls: [], turn }).issue();
  expect(lifeMs).toBe(600_000);
  const [{ urls, username, credential }] = iceServers as [(typeof iceServers)[0]];
  expect(urls).toEqual(turn.urls);
  const [endsAt, id] = username!.split(':');
  expect(Number(endsAt) * 1000).toBe(Math.floor(clock.now().getTime() / 1000) * 1000 + 600_000);
  expect(id).toMatch(/^[\w-]{16}$/);
  expect(credential).toBe(createHmac('sha1', 'the new secret').update(username!).digest('base64'));
});

test('no two are alike', () => {
  const ice = makeIceIssuer({ clock, stunUrls: [], turn });
  const names = Array.from({ length: 50 }, () => ice.issue().iceServers[0]?.username);
  expect(new Set(names).size).toBe(50);
});
