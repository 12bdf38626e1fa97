import { describe, expect, it } from 'vitest';
import type { SessionId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import { revocationsContract } from './revocations.contract.ts';
import { makeMemoryRevocations } from './revocations.ts';

describe('revocations in memory', () => {
  revocationsContract(() => makeMemoryRevocations);

  it('answer nothing while they cannot be filled, and recover', async () => {
    const session = '00000000-0000-7000-8000-000000000001' as SessionId;
    const clock = makeFakeClock();
    let isDown = true;
    const revocations = makeMemoryRevocations(clock, {
      readRecent: async () => {
        if (isDown) throw new Error('database down');
        return [{ session, until: new Date(clock.now().getTime() + 1000) }];
      },
    });
    await expect(revocations.has(session)).rejects.toThrow('database down');
    isDown = false;
    expect(await revocations.has(session)).toBe(true);
  });
});
