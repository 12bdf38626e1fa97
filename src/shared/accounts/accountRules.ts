/** Limits that forms show and the server enforces. No schema here: the browser's first load stays small. */
export const usernameLimits = { min: 2, max: 50 };
export const passwordLimits = { min: 8, max: 128 };
/** Control and bidirectional-override characters would let one name pose as another; the rest is for addresses and markup. */
export const usernamePattern = /^[^\p{C}<>@/\\]+$/u;
/** Letters of any script before the @ and after it (RFC 6531), and no part empty. */
export const emailPattern = /^[^\s\p{C}@"<>.]+(?:\.[^\s\p{C}@"<>.]+)*@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}$/u;
export const emailLength = 255;
/** The letters are Crockford's, without those that are taken for digits. 16 of them are 80 bits. */
export const recoveryCodeRules = { count: 10, length: 16, letters: '0123456789ABCDEFGHJKMNPQRSTVWXYZ' };
/** A profile picture, after scaling in the browser. */
export const avatarLimits = { sidePx: 256, maxBytes: 20_000 };
