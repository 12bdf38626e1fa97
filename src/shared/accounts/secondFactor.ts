import { z } from 'zod';
import { instant } from '../core/ids.ts';
import { passwordLimits, recoveryCodeRules } from './accountRules.ts';

/** Spaces and dashes are as people like to write them. */
const writtenCode = z
  .string()
  .max(40)
  .transform((written) => written.replace(/[\s-]/g, '').toUpperCase());

/** A code by time (RFC 6238), or one of the recovery codes. */
export const codeAtLogin = writtenCode.pipe(z.string().regex(/^(?:\d{6}|[0-9A-Z]{16})$/));

const { count, length, letters } = recoveryCodeRules;
/** Made by the browser, which shows them before they count: an answer that is lost takes none of them away. */
const recoveryCodes = z
  .array(writtenCode.pipe(z.string().regex(new RegExp(`^[${letters}]{${length}}$`))))
  .length(count)
  .refine((codes) => new Set(codes).size === count);

const password = z.string().min(1).max(passwordLimits.max);

export const loginConfirmation = z.strictObject({ code: codeAtLogin });
export const secondFactorStart = z.strictObject({ password });
/** A code that shows that the app has the key, and the recovery codes that go with it. */
export const secondFactorConfirmation = z.strictObject({ code: codeAtLogin, recoveryCodes });
/** What may take the second factor away or renew its recovery codes: both factors. */
export const secondFactorProof = z.strictObject({ password, code: codeAtLogin });
export const recoveryCodeRenewal = secondFactorProof.extend({ recoveryCodes });

/** How an account's second factor stands; null while there is none. */
export const secondFactorState = z.object({ activeAt: instant, recoveryCodesLeft: z.int() }).nullable();
export type SecondFactorState = z.infer<typeof secondFactorState>;

/** What an authenticator app is given: an `otpauth:` address to scan, or the key in it to write by hand. */
export const secondFactorSetup = z.object({ uri: z.string(), secret: z.string() });
export type SecondFactorSetup = z.infer<typeof secondFactorSetup>;
