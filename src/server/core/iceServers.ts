import { createHmac, randomBytes } from 'node:crypto';
import type { IceServer } from '../../shared/transfers/transfer.ts';
import type { Clock } from './ports.ts';

/** A TURN server of ours: it shares the secrets, and no account of it exists anywhere. */
export interface TurnSettings {
  urls: readonly string[];
  /** The first signs; the TURN server may accept more of them while one takes the place of another. */
  secrets: readonly string[];
  ttlSeconds: number;
}

/** Hands out the servers that help two browsers find a way to each other. */
export interface IceIssuer {
  hasTurn: boolean;
  /** Fresh credentials at each call; `lifeMs` is null where nothing ends. */
  issue(): { iceServers: IceServer[]; lifeMs: number | null };
}

/**
 * The servers of the settings and no others. TURN credentials follow the REST convention (draft-uberti-behave-turn-rest):
 * the name is when they end and a random id, the password its HMAC. The id says nothing about anybody: the TURN
 * server, its log and its figures never learn who someone is.
 */
export function makeIceIssuer(parts: {
  clock: Clock;
  stunUrls: readonly string[];
  turn: TurnSettings | null;
}): IceIssuer {
  const { clock, stunUrls, turn } = parts;
  const stun = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  return {
    hasTurn: turn !== null,
    issue() {
      if (!turn) return { iceServers: stun, lifeMs: null };
      const endsAt = Math.floor(clock.now().getTime() / 1000) + turn.ttlSeconds;
      const username = `${endsAt}:${randomBytes(12).toString('base64url')}`;
      const credential = createHmac('sha1', turn.secrets[0]!).update(username).digest('base64');
      return {
        iceServers: [...stun, { urls: [...turn.urls], username, credential }],
        lifeMs: turn.ttlSeconds * 1000,
      };
    },
  };
}
