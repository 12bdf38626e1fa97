/** What sort of refusal it is: each wing takes its status, or its words, from that. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'no_room'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

/** Every way a command can be refused: a code and its kind. Codes are contract; texts are not. */
export const errorKinds = {
  'request.invalid': 'invalid',
  'request.too_large': 'too_large',
  'request.rate_limited': 'rate_limited',
  'request.wrong_origin': 'forbidden',
  'request.not_found': 'not_found',
  'server.internal': 'internal',
  'server.unavailable': 'unavailable',

  'accounts.not_signed_in': 'unauthenticated',
  'accounts.session_ended': 'unauthenticated',
  'accounts.wrong_credentials': 'unauthenticated',
  'accounts.wrong_password': 'forbidden',
  'accounts.code_needed': 'unauthenticated',
  'accounts.login_expired': 'unauthenticated',
  'accounts.wrong_code': 'forbidden',
  'accounts.second_factor_on': 'conflict',
  'accounts.second_factor_off': 'conflict',
  'accounts.reset_link_ended': 'gone',
  'accounts.reset_not_offered': 'unavailable',
  'accounts.username_taken': 'conflict',
  'accounts.username_of_operator': 'conflict',
  'accounts.email_taken': 'conflict',
  'accounts.not_found': 'not_found',
  'accounts.session_not_found': 'not_found',
  'accounts.avatar_not_an_image': 'invalid',
  'accounts.device_unknown': 'forbidden',

  'events.not_found': 'not_found',
  'events.ends_before_start': 'invalid',
  'events.worldsdc_id_taken': 'conflict',
  'events.not_attending': 'forbidden',
  'events.not_organiser': 'forbidden',
  'events.organiser_cannot_leave': 'conflict',
  'events.others_take_part': 'conflict',

  'conversations.not_found': 'not_found',
  'conversations.message_empty': 'invalid',
  'conversations.message_too_long': 'invalid',
  'conversations.message_changed': 'conflict',

  'matches.not_found': 'not_found',
  'matches.with_yourself': 'invalid',
  'matches.not_at_event': 'forbidden',
  'matches.not_recipient': 'forbidden',
  'matches.not_proposer': 'forbidden',
  'matches.already_decided': 'conflict',
  'matches.already_open': 'conflict',
  'matches.declined_before': 'conflict',
  'matches.expired': 'gone',
  'matches.not_accepted': 'conflict',

  'trust.not_complete': 'conflict',
  'trust.already_rated': 'conflict',

  'transfers.not_found': 'not_found',
  'transfers.not_recipient': 'forbidden',
  'transfers.not_sender': 'forbidden',
  'transfers.already_decided': 'conflict',
  'transfers.not_accepted': 'conflict',
  'transfers.other_device': 'conflict',
  'transfers.ended': 'gone',
  'transfers.expired': 'gone',
  'transfers.no_device': 'conflict',
  'transfers.too_many_open': 'conflict',
  'transfers.no_such_file': 'invalid',

  'relay.not_found': 'not_found',
  'relay.off': 'unavailable',
  'relay.full': 'no_room',
  'relay.quota': 'no_room',
  'relay.too_many': 'rate_limited',
  'relay.wrong_size': 'invalid',
  'relay.no_such_block': 'invalid',
  'relay.segment_changed': 'conflict',
  'relay.wrong_offset': 'conflict',
  'relay.busy': 'conflict',

  'shares.not_found': 'not_found',
  'shares.expired': 'gone',
  'shares.revoked': 'gone',
  'shares.used_up': 'gone',
  'shares.password_needed': 'forbidden',
  'shares.wrong_password': 'forbidden',
  'shares.all_places_taken': 'conflict',
  'shares.too_many_open': 'conflict',
  'shares.download_ended': 'gone',
  'shares.no_download': 'unauthenticated',
  'shares.not_direct': 'conflict',

  'jobs.not_found': 'not_found',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** A refusal as it travels: what, and for a field or a wait where and how long. */
export interface WireError {
  code: ErrorCode;
  kind: ErrorKind;
  /** Names the entry in the server's log; only with `server.internal`. */
  incidentId?: string;
  /** Seconds until trying again makes sense; only with `request.rate_limited`. */
  retryAfterSeconds?: number;
  /** Which inputs were refused and why; only with `request.invalid`. */
  fields?: { path: string; message: string }[];
}

/** Thrown by domain code; `toWireError` alone turns it into what a client sees. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(code, { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }
}

/** The answer to every socket command. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: WireError };
