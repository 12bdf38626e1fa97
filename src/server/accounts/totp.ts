import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** RFC 6238, 5.2: one step for clocks that differ and codes that are on their way. */
const WINDOW_STEPS = 1;

// What every authenticator app knows: SHA-1, six digits, thirty seconds.
const totpOf = (secret: Uint8Array<ArrayBuffer>, label = '') =>
  new TOTP({
    issuer: 'Spotlight',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: secret.buffer }),
  });

/** 160 random bits, as RFC 4226 recommends. */
export const newTotpSecret = (): Uint8Array<ArrayBuffer> => Uint8Array.from(new Secret({ size: 20 }).bytes);

/** What an authenticator app scans, and the key in it for those who write it by hand. */
export function totpSetup(secret: Uint8Array<ArrayBuffer>, username: string): { uri: string; secret: string } {
  const totp = totpOf(secret, username);
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/** The time step whose code this is, around now; null if it is none. */
export function stepOfCode(secret: Uint8Array<ArrayBuffer>, code: string, now: Date): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: WINDOW_STEPS });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + delta;
}
