import { expect, it } from 'vitest';
import { type AppError, RefusedError } from '../core/appError.ts';
import { createSignUp } from './createSignUp.ts';

const away: AppError = { code: 'client.unreachable', kind: 'unreachable' };
const taken: AppError = { code: 'accounts.username_taken', kind: 'conflict' };
const wrong: AppError = { code: 'accounts.wrong_credentials', kind: 'unauthenticated' };
const wish = { username: 'Ada', email: 'ada@example.org', password: 'spotlight-ada' };

const answers = (...refusals: (AppError | null)[]) => {
  const left = [...refusals];
  return async () => {
    const refusal = left.shift();
    if (refusal) throw new RefusedError(refusal);
  };
};

it.each([
  ['that it is theirs', null, 'in'],
  ["that the name is someone else's", wrong, 'accounts.username_taken'],
  ['nothing, so that nobody is blamed', away, 'client.unreachable'],
] as const)('whoever signs up again after a lost answer hears from logging in %s', async (_what, refusal, heard) => {
  const signUp = createSignUp({ register: answers(away, taken), logIn: answers(refusal) });
  const trying = async () => {
    const met = await signUp(wish).catch((error: RefusedError) => error);
    return met ? met.refusal.code : 'in';
  };
  expect(await trying()).toBe('client.unreachable');
  expect(await trying()).toBe(heard);
});
