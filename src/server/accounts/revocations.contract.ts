import { expect, it } from 'vitest';
import type { SessionId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import type { Clock } from '../core/ports.ts';
import type { Revocation, Revocations } from './revocations.ts';

const one = '00000000-0000-7000-8000-000000000001' as SessionId;
const other = '00000000-0000-7000-8000-000000000002' as SessionId;

/** What every adapter of Revocations must do. `make` is told what was revoked before the adapter started. */
export function revocationsContract(make: (clock: Clock, recent: () => Promise<Revocation[]>) => Revocations): void {
  const setUp = (recent: Revocation[] = []) => {
    const clock = makeFakeClock();
    const inAMinute = () => new Date(clock.now().getTime() + 60_000);
    return { clock, inAMinute, revocations: make(clock, async () => recent) };
  };

  it('knows a session that was revoked, and only that', async () => {
    const { revocations, inAMinute } = setUp();
    await revocations.add(one, inAMinute());
    expect(await revocations.has(one)).toBe(true);
    expect(await revocations.has(other)).toBe(false);
  });

  it('forgets when nothing of the session can be believed any more', async () => {
    const { revocations, clock, inAMinute } = setUp();
    await revocations.add(one, inAMinute());
    clock.move(59_999);
    expect(await revocations.has(one)).toBe(true);
    clock.move(1);
    expect(await revocations.has(one)).toBe(false);
  });

  it('knows from its first answer what was revoked before it started', async () => {
    const clock = makeFakeClock();
    const until = new Date(clock.now().getTime() + 60_000);
    const revocations = make(clock, async () => [{ session: one, until }]);
    expect(await revocations.has(one)).toBe(true);
    expect(await revocations.has(other)).toBe(false);
  });
}
