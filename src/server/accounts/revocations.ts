import type { SessionId } from '../../shared/core/ids.ts';
import type { Clock } from '../core/ports.ts';

/** Sessions that ended while access tokens of theirs are still fresh: asked at every request. */
export interface Revocations {
  /** From now until `until` nothing that this session vouched for is believed. */
  add(session: SessionId, until: Date): Promise<void>;
  has(session: SessionId): Promise<boolean>;
}

export interface Revocation {
  session: SessionId;
  until: Date;
}

/** What the database knows of them: slower, and always right. */
export interface RevocationSource {
  readRecent(): Promise<Revocation[]>;
  hasEnded(session: SessionId): Promise<boolean>;
}

/** Where revocations are kept: in this process, or where all nodes see them. */
export type MakeRevocations = (clock: Clock, source: RevocationSource) => Revocations;

/**
 * Kept in this process. What was revoked before it started comes from `readRecent`, asked once, before the first answer;
 * if that fails the answer fails too, and the next question asks again: an ended session is never believed by mistake.
 */
export function makeMemoryRevocations(clock: Clock, { readRecent }: Pick<RevocationSource, 'readRecent'>): Revocations {
  const until = new Map<SessionId, number>();
  let filling: Promise<void> | undefined;

  function fill(): Promise<void> {
    filling ??= readRecent().then(
      (recent) => {
        for (const revocation of recent) until.set(revocation.session, revocation.until.getTime());
      },
      (error: unknown) => {
        filling = undefined;
        throw error;
      },
    );
    return filling;
  }

  return {
    async add(session, end) {
      const now = clock.now().getTime();
      for (const [other, otherEnd] of until) if (otherEnd <= now) until.delete(other);
      until.set(session, end.getTime());
    },
    async has(session) {
      await fill();
      return (until.get(session) ?? 0) > clock.now().getTime();
    },
  };
}
