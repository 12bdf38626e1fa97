import type { ErrorCode } from '../../shared/core/errors.ts';

/**
 * Who may stand before a door. A guest holds the token of a download and has no account; a stranger has an account and
 * nothing to do with the thing; party and counterpart are the two sides of it; the organiser made the event at which
 * they met; the operator runs the server.
 */
export const roles = ['anonymous', 'guest', 'stranger', 'party', 'counterpart', 'organiser', 'operator'] as const;
export type Role = (typeof roles)[number];

/** Done, refused with a code, or for an answer without a body its status. */
export type Outcome = 'ok' | ErrorCode | number;
export type Outcomes = Readonly<Record<Role, Outcome>>;

const everyRole = (outcome: Outcome): Record<Role, Outcome> =>
  Object.fromEntries(roles.map((role) => [role, outcome])) as Record<Role, Outcome>;

/** A door for anyone, with or without an account. */
export const anyone = (outcome: Outcome, except: Partial<Outcomes> = {}): Outcomes => ({
  ...everyRole(outcome),
  ...except,
});

/** A door for accounts: what those meet who have one. */
export const accounts = (outcome: Outcome, except: Partial<Outcomes> = {}): Outcomes =>
  anyone(outcome, { anonymous: 'accounts.not_signed_in', guest: 'accounts.not_signed_in', ...except });

/** A door for whoever holds the token of a download, which no account stands in for. */
export const guests = (outcome: Outcome): Outcomes => anyone('shares.no_download', { guest: outcome });

/** A door for the two sides of a thing; to all others, whoever they are, there is no such thing. */
export const parties = (nothing: ErrorCode, party: Outcome, counterpart: Outcome): Outcomes =>
  accounts(nothing, { party, counterpart });

/** A door for those who attend an event. */
export const attendees = (nothing: Outcome, except: Partial<Outcomes> = {}): Outcomes =>
  accounts('ok', { stranger: nothing, operator: nothing, ...except });
