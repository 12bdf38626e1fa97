import { z } from 'zod';
import { deviceId, instant, issuedId, sessionId } from '../core/ids.ts';
import { isSeen } from '../core/texts.ts';
import { emailLength, emailPattern, passwordLimits, usernameLimits, usernamePattern } from './accountRules.ts';

const username = z
  .string()
  .transform((value) => value.normalize('NFC').trim().replace(/\s+/g, ' '))
  .pipe(z.string().min(usernameLimits.min).max(usernameLimits.max).regex(usernamePattern).refine(isSeen));
export const email = z
  .string()
  .transform((value) => value.normalize('NFC').trim().toLowerCase())
  .pipe(z.string().max(emailLength).regex(emailPattern));
export const password = z.string().min(passwordLimits.min).max(passwordLimits.max);

export const registration = z.strictObject({ username, email, password });

export const logout = z
  .strictObject({
    /** The browser has taken out what it stored of the person; what it stores by now is not theirs. */
    keepsSiteData: z.boolean().optional(),
  })
  .optional();

/** Name or email address, and the password. */
export const credentials = z.strictObject({
  login: z
    .string()
    .trim()
    .min(1)
    .max(255)
    // No name and no address has any; the database would not even take some of them.
    .regex(/^\P{Cc}+$/u),
  password: z.string().min(1).max(passwordLimits.max),
});

export const passwordChange = z.strictObject({
  currentPassword: z.string().min(1).max(passwordLimits.max),
  newPassword: password,
});

/** `avatar`: a small WebP, JPEG or PNG as base64; null takes the picture away. */
export const profileChange = z.strictObject({
  username: username.optional(),
  avatar: z.base64().max(40_000).nullable().optional(),
  hidesAddress: z.boolean().optional(),
});

export const deviceRegistration = z.strictObject({
  deviceId,
  /** ECDH P-256, raw uncompressed point (65 bytes), base64. */
  publicKey: z.base64().length(88),
});

/** A person as others see them. `avatarUrl` changes when the picture does. */
export const person = z.object({
  id: issuedId<'AccountId'>(),
  username: z.string(),
  avatarUrl: z.string().nullable(),
});
export type Person = z.infer<typeof person>;

/** A person as they see themselves. */
export const ownAccount = person.extend({
  email: z.string(),
  createdAt: instant,
  /** Nobody they exchange with may learn their network address. */
  hidesAddress: z.boolean(),
});
export type OwnAccount = z.infer<typeof ownAccount>;

export const sessionSummary = z.object({
  id: sessionId,
  /** "Firefox on Android", from the user agent. */
  browser: z.string(),
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
});
export type SessionSummary = z.infer<typeof sessionSummary>;

/** What another person's browser needs to seal something to this device. */
export const devicePublicKey = z.object({ deviceId, publicKey: z.base64() });
export type DevicePublicKey = z.infer<typeof devicePublicKey>;
