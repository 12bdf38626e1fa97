import type { Rule } from './formRules.ts';

const bare = (written: string) => written.replace(/[\s-]/g, '');

export const timeCodeRule: Rule = (value) =>
  /^\d{6}$/.test(bare(value)) ? null : 'Write the six digits that your authenticator app shows.';

export const recoveryCodeRule: Rule = (value) =>
  /^[0-9a-z]{16}$/i.test(bare(value)) ? null : 'A recovery code has 16 letters and digits.';

/** Where either will do. */
export const anyCodeRule: Rule = (value) =>
  timeCodeRule(value) === null || recoveryCodeRule(value) === null
    ? null
    : 'Write the six digits from your app, or a recovery code.';
