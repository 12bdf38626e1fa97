import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { remember, rememberAsOver, remembered } from './rememberedAccount.ts';

const ada = { id: 'ada', username: 'Ada' } as unknown as OwnAccount;

beforeEach(() => void stubBrowser({ fetch: answerOk }));
afterEach(() => vi.unstubAllGlobals());

it('whose session ran out is remembered as that, until they log in again', () => {
  remember(ada);
  expect(remembered()).toEqual(ada);
  rememberAsOver();
  expect(remembered()).toEqual({ ...ada, isOver: true });
  remember(ada);
  expect(remembered()).toEqual(ada);
});

it('where nobody was signed in, nobody is remembered', () => {
  rememberAsOver();
  expect(remembered()).toBeNull();
});
