import { z } from 'zod';

/**
 * Branded identifiers: an account's id cannot be passed where a match's is meant. In small letters, as the database hands them
 * out, so that the same id is the same text.
 */
export const accountId = z.uuid().toLowerCase().brand<'AccountId'>();
export const sessionId = z.uuid().toLowerCase().brand<'SessionId'>();
export const deviceId = z.uuid().toLowerCase().brand<'DeviceId'>();
export const eventId = z.uuid().toLowerCase().brand<'EventId'>();
export const conversationId = z.uuid().toLowerCase().brand<'ConversationId'>();
export const matchId = z.uuid().toLowerCase().brand<'MatchId'>();
export const transferId = z.uuid().toLowerCase().brand<'TransferId'>();
export const segmentId = z.uuid().toLowerCase().brand<'SegmentId'>();
export const shareId = z.uuidv4().toLowerCase().brand<'ShareId'>();
export const ratingId = z.uuid().toLowerCase().brand<'RatingId'>();
export const downloadId = z.uuidv4().toLowerCase().brand<'DownloadId'>();
export const jobId = z.uuid().toLowerCase().brand<'JobId'>();

/** Made by the client for a command, so that sending it twice does it once. */
export const clientId = z.uuid().toLowerCase().brand<'ClientId'>();

export type AccountId = z.infer<typeof accountId>;
export type SessionId = z.infer<typeof sessionId>;
export type DeviceId = z.infer<typeof deviceId>;
export type EventId = z.infer<typeof eventId>;
export type ConversationId = z.infer<typeof conversationId>;
export type MessageId = string & z.$brand<'MessageId'>;
export type MatchId = z.infer<typeof matchId>;
export type TransferId = z.infer<typeof transferId>;
export type SegmentId = z.infer<typeof segmentId>;
export type ShareId = z.infer<typeof shareId>;
export type RatingId = z.infer<typeof ratingId>;
export type DownloadId = z.infer<typeof downloadId>;
export type JobId = z.infer<typeof jobId>;
export type ClientId = z.infer<typeof clientId>;

/**
 * An identifier in an answer. It came out of the database, and its kind is the compiler's to check: a pattern matched
 * against each again would cost more than all else there is to check in a page of messages.
 */
export const issuedId = <Brand extends string>() => z.string().brand<Brand>();

/** An instant as it travels: ISO 8601 in UTC. */
export const instant = z.iso.datetime();
/** The same in answers that carry many, as `Date` has written it. */
export const issuedInstant = z.string();
export type Instant = string;
