import { expect, it } from 'vitest';
import type { SessionId } from '../../shared/core/ids.ts';
import { makeFakeClock } from '../../testing/fakeClock.ts';
import type { Clock } from '../core/ports.ts';
import type { MakeRevocations, Revocation, RevocationSource } from './revocations.ts';

const one = '00000000-0000-7000-8000-000000000001' as SessionId;
const other = '00000000-0000-7000-8000-000000000002' as SessionId;

/** A database that knows of these and no others. */
export const sourceOf = (recent: Revocation[]): RevocationSource => ({
  readRecent: async () => recent,
  hasEnded: async (session) => recent.some((one) => one.session === session),
});

/** What every adapter of Revocations must do. It is told what was revoked before the adapter started. */
export function revocationsContract(open: () => MakeRevocations | Promise<MakeRevocations>): void {
  const setUp = async (recent: (clock: Clock) => Revocation[] = () => []) => {
    const clock = makeFakeClock();
    const inAMinute = () => new Date(clock.now().getTime() + 60_000);
    const make = await open();
    return { clock, inAMinute, revocations: make(clock, sourceOf(recent(clock))) };
  };

  it('knows a session that was revoked, and only that', async () => {
    const { revocations, inAMinute } = await setUp();
    await revocations.add(one, inAMinute());
    expect(await revocations.has(one)).toBe(true);
    expect(await revocations.has(other)).toBe(false);
  });

  it('forgets when nothing of the session can be believed any more', async () => {
    const { revocations, clock, inAMinute } = await setUp();
    await revocations.add(one, inAMinute());
    clock.move(59_999);
    expect(await revocations.has(one)).toBe(true);
    clock.move(1);
    expect(await revocations.has(one)).toBe(false);
  });

  it('knows from its first answer what was revoked before it started', async () => {
    const before = (clock: Clock) => [{ session: one, until: new Date(clock.now().getTime() + 60_000) }];
    const { revocations } = await setUp(before);
    expect(await revocations.has(one)).toBe(true);
    expect(await revocations.has(other)).toBe(false);
  });
}
