import type { AccountId } from '../../shared/core/ids.ts';
import type { BudgetName } from '../core/budgets.ts';
import type { RateLimits } from '../core/ports.ts';
import { usernameKey } from './usernameKey.ts';

interface Attempt {
  login: string;
  address: string;
  /** Whose name it is, where they were signed in before in this browser; null for a stranger's. */
  knownBy: AccountId | null;
}

/** Takes one attempt to log in; refuses where none is left. What comes back gives the attempt back, for one that was right. */
export async function takeAttempt(limits: RateLimits, attempt: Attempt): Promise<() => Promise<void>> {
  const { knownBy } = attempt;
  if (!knownBy) return takeStrangersAttempt(limits, attempt);
  // Neither those who guess at the name nor those who share the address stand in this browser's way. All of the account's
  // browsers have these few together, however many have been signed in: whoever guesses on counts as a stranger.
  return limits.spend('loginKnown', knownBy).then(
    () => () => limits.giveBack('loginKnown', knownBy),
    () => takeStrangersAttempt(limits, attempt),
  );
}

/**
 * By this name from this address. The first few of each address do not depend on what others have spent, so that nobody who
 * guesses keeps out whose name it is.
 */
async function takeStrangersAttempt(limits: RateLimits, { login, address }: Attempt): Promise<() => Promise<void>> {
  const name = usernameKey(login);
  const spent: [BudgetName, key: string][] = [];
  const spend = async (budget: BudgetName, key: string) => {
    await limits.spend(budget, key);
    spent.push([budget, key]);
  };
  const spendFirst = async () => {
    await spend('loginFirst', `${name} ${address}`);
    await spend('loginFirstByName', name);
  };
  await spendFirst().catch(() => spend('login', name));
  const giveBack = async () => {
    for (const [budget, key] of spent) await limits.giveBack(budget, key);
  };
  // Once a name's own are spent, further attempts cost the venue's shared address nothing; once the address's are, the name's
  // are not lost with it.
  await spend('loginByAddress', address).catch(async (error: unknown) => {
    await giveBack();
    throw error;
  });
  return giveBack;
}
