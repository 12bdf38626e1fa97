import { z } from 'zod';
import { email, password } from './account.ts';

export const resetRequest = z.strictObject({ email });
/** 32 bytes in base64url, from the fragment of a link. */
export const passwordReset = z.strictObject({ token: z.base64url().length(43), newPassword: password });
