/** Limits that forms show and the server enforces. No schema here: the browser's first load stays small. */
export const usernameLimits = { min: 2, max: 50 };
export const passwordLimits = { min: 8, max: 128 };
/** A profile picture, after scaling in the browser. */
export const avatarLimits = { sidePx: 256, maxBytes: 20_000 };
