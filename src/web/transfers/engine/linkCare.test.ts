import { expect, test } from 'vitest';
import type { LinkStats } from './channelPair.ts';
import { makeLinkCare } from './linkCare.ts';

const linkIn = (state: RTCPeerConnectionState) => [{ state } as LinkStats];
const MINUTE = 60_000;

function makeCare() {
  const told = { rebuilds: 0, isSilent: false };
  const care = makeLinkCare({
    rebuild: () => void told.rebuilds++,
    onSilent: () => {
      told.isSilent = true;
    },
  });
  return { told, care };
}

test('links that are up but carry nothing are built anew, and after a few times the other side is at fault', () => {
  const { told, care } = makeCare();
  for (const n of [1, 2]) care.heardSilence(linkIn('connected'), 0, n * MINUTE);
  expect(told).toEqual({ rebuilds: 2, isSilent: false });
  care.heardSilence(linkIn('connected'), 0, 3 * MINUTE);
  expect(told).toEqual({ rebuilds: 2, isSilent: true });
});

test('where something came in between, the count begins again', () => {
  const { told, care } = makeCare();
  for (const n of [1, 2, 3, 4]) care.heardSilence(linkIn('connected'), n, n * MINUTE);
  expect(told).toEqual({ rebuilds: 4, isSilent: false });
});

test('[L6] links that never connected are not silent: that no way is found is said by those who look for it', () => {
  const { told, care } = makeCare();
  for (const n of [1, 2, 3, 4]) care.heardSilence(linkIn('connecting'), 0, n * MINUTE);
  expect(told).toEqual({ rebuilds: 0, isSilent: false });
});
