import { z } from 'zod';
import { instant } from '../core/ids.ts';
import { passwordLimits } from './accountRules.ts';

/** A code by time (RFC 6238), or one of the recovery codes; spaces and dashes are as people like to write them. */
export const codeAtLogin = z
  .string()
  .max(40)
  .transform((written) => written.replace(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^(?:\d{6}|[0-9A-Z]{16})$/));

const password = z.string().min(1).max(passwordLimits.max);

export const loginConfirmation = z.strictObject({ code: codeAtLogin });
export const secondFactorStart = z.strictObject({ password });
/** What may take the second factor away or renew its recovery codes: both factors. */
export const secondFactorProof = z.strictObject({ password, code: codeAtLogin });

/** How an account's second factor stands; null while there is none. */
export const secondFactorState = z.object({ activeAt: instant, recoveryCodesLeft: z.int() }).nullable();
export type SecondFactorState = z.infer<typeof secondFactorState>;

/** What an authenticator app is given: an `otpauth:` address to scan, or the key in it to write by hand. */
export const secondFactorSetup = z.object({ uri: z.string(), secret: z.string() });
export type SecondFactorSetup = z.infer<typeof secondFactorSetup>;

/** Shown once. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
