import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AccountId, SessionId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { toServerSecrets } from '../core/serverSecrets.ts';
import { ACCESS_SECONDS, makeAccessTokens } from './tokens.ts';

const secrets = toServerSecrets('a secret that is only used in tests');
const principal = { accountId: randomUUID() as AccountId, sessionId: randomUUID() as SessionId };

it('a token that was checked before still ends at its end', async () => {
  const clock = makeFakeClock();
  const tokens = makeAccessTokens(secrets, clock);
  const token = await tokens.sign(principal);
  expect(await tokens.check(token)).toMatchObject({ principal });
  clock.move((ACCESS_SECONDS - 1) * 1000);
  expect(await tokens.check(token)).toMatchObject({ principal });
  clock.move(1000);
  expect(await tokens.check(token)).toBeNull();
});

it('a forged token is refused each time, also beside the right one that was checked before', async () => {
  const tokens = makeAccessTokens(secrets, makeFakeClock());
  const token = await tokens.sign(principal);
  const [head, , signature] = token.split('.');
  const claims = { sid: principal.sessionId, sub: randomUUID(), aud: 'spotlight:access', exp: 9_999_999_999 };
  const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  for (let time = 0; time < 2; time++) {
    expect(await tokens.check(token)).toMatchObject({ principal });
    expect(await tokens.check(forged)).toBeNull();
  }
});

it('more tokens than are remembered are all still known by their signature', async () => {
  const tokens = makeAccessTokens(secrets, makeFakeClock(), 2);
  const all = await Promise.all(
    Array.from({ length: 5 }, () => tokens.sign({ ...principal, sessionId: randomUUID() as SessionId })),
  );
  for (let time = 0; time < 2; time++) {
    for (const token of all) expect(await tokens.check(token)).not.toBeNull();
  }
});
