import { z } from 'zod';
import { type AccountId, accountId } from '../../shared/core/ids.ts';
import type { Clock } from '../core/ports.ts';
import { makeSealedSecrets } from '../core/sealedSecrets.ts';
import type { ServerSecrets } from '../core/serverSecrets.ts';

/** The cookie of a browser in which somebody has been signed in. It stays when they log out. */
export const KNOWN_COOKIE = 'spotlight-known';
export const KNOWN_SECONDS = 180 * 24 * 60 * 60;

const contents = z.strictObject({ accountId, untilMs: z.int() });

/**
 * Known browsers: by whom a browser was signed in last. That opens nothing; who logs in there again is counted apart from
 * strangers (OWASP, Slow Down Online Guessing Attacks with Device Cookies). It is sealed, so that whoever has the browser next
 * does not read it.
 */
export function makeKnownBrowsers(secrets: ServerSecrets, clock: Clock) {
  const sealed = makeSealedSecrets(secrets, 'known-browser');
  return {
    mark(accountId: AccountId): string {
      const untilMs = clock.now().getTime() + KNOWN_SECONDS * 1000;
      const bytes = Buffer.from(JSON.stringify({ accountId, untilMs }));
      return Buffer.from(sealed.seal(bytes, KNOWN_COOKIE)).toString('base64url');
    },

    /** null for a mark that has expired, or is none of ours. */
    read(mark: string | undefined): AccountId | null {
      if (!mark) return null;
      try {
        const { secret } = sealed.open(Buffer.from(mark, 'base64url'), KNOWN_COOKIE);
        const { untilMs, accountId } = contents.parse(JSON.parse(Buffer.from(secret).toString()));
        return untilMs > clock.now().getTime() ? accountId : null;
      } catch {
        return null;
      }
    },
  };
}

export type KnownBrowsers = ReturnType<typeof makeKnownBrowsers>;
