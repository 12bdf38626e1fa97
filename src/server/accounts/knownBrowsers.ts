import { z } from 'zod';
import { accountId, sessionId } from '../../shared/core/ids.ts';
import type { Clock } from '../core/ports.ts';
import { makeSealedSecrets } from '../core/sealedSecrets.ts';
import type { ServerSecrets } from '../core/serverSecrets.ts';
import type { Principal } from '../trpc.ts';

/** The cookie of a browser in which somebody has been signed in. It stays when they log out. */
export const KNOWN_COOKIE = 'spotlight-known';
export const KNOWN_SECONDS = 180 * 24 * 60 * 60;

const contents = z.strictObject({ accountId, sessionId, untilMs: z.int() });

/**
 * Known browsers: by whom, and in which session, a browser was signed in last. That opens nothing; who logs in there again is
 * counted apart from strangers (OWASP, Slow Down Online Guessing Attacks with Device Cookies). It is sealed, so that whoever
 * has the browser next does not read it.
 */
export function makeKnownBrowsers(secrets: ServerSecrets, clock: Clock) {
  const sealed = makeSealedSecrets(secrets, 'known-browser');
  return {
    mark({ accountId, sessionId }: Principal): string {
      const untilMs = clock.now().getTime() + KNOWN_SECONDS * 1000;
      const bytes = Buffer.from(JSON.stringify({ accountId, sessionId, untilMs }));
      return Buffer.from(sealed.seal(bytes, KNOWN_COOKIE)).toString('base64url');
    },

    /** null for a mark that has expired, or is none of ours. */
    read(mark: string | undefined): Principal | null {
      if (!mark) return null;
      try {
        const { secret } = sealed.open(Buffer.from(mark, 'base64url'), KNOWN_COOKIE);
        const { untilMs, ...principal } = contents.parse(JSON.parse(Buffer.from(secret).toString()));
        return untilMs > clock.now().getTime() ? principal : null;
      } catch {
        return null;
      }
    },
  };
}

export type KnownBrowsers = ReturnType<typeof makeKnownBrowsers>;
