import { z } from 'zod';
import { person } from '../accounts/account.ts';
import { conversationId, eventId, instant } from '../core/ids.ts';
import { isSeen } from '../core/texts.ts';
import { matchSummary } from '../matches/match.ts';
import { attendeePageSize, calendarBounds, eventLimits } from './eventRules.ts';

// Control characters do not fit a line; bidirectional overrides would let one name pose as another.
const line = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim().replace(/\s+/g, ' '))
    .pipe(
      z
        .string()
        .min(1)
        .max(max)
        .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u)
        .refine(isSeen),
    );

const paragraphs = z
  .string()
  .transform((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').trim())
  .pipe(
    z
      .string()
      .max(eventLimits.description)
      .regex(/^(?:[^\p{Cc}]|[\n\t])*$/u),
  );

/** A day on the calendar of the place: ISO, so that days compare as text. */
export const calendarDay = z.iso
  .date()
  .refine((day) => day >= calendarBounds.first && day <= calendarBounds.last, { message: 'not a day we plan for' });

export const eventCode = z.string().regex(/^[0-9A-Za-z]{8,32}$/);

const fields = {
  name: line(eventLimits.name),
  location: line(eventLimits.location),
  startDate: calendarDay,
  endDate: calendarDay,
  worldsdcId: line(eventLimits.worldsdcId),
};

export const newEvent = z.strictObject({
  eventId,
  ...fields,
  description: paragraphs.optional(),
  worldsdcId: fields.worldsdcId.optional(),
  listed: z.boolean().default(true),
});
export type NewEvent = z.infer<typeof newEvent>;

/** An event as its organiser wants it to be from now on; null takes a field away. */
export const eventChange = z.strictObject({
  eventId,
  ...fields,
  description: paragraphs.nullable(),
  worldsdcId: fields.worldsdcId.nullable(),
  listed: z.boolean(),
});
export type EventChange = z.infer<typeof eventChange>;

/** `today` is the calendar day where the viewer stands: "now" is a matter of the place. */
export const eventQuery = z.strictObject({
  when: z.enum(['now', 'coming', 'past', 'mine']),
  today: calendarDay,
  cursor: z.string().max(100).optional(),
  limit: z.int().min(1).max(50).default(20),
});
export type EventQuery = z.infer<typeof eventQuery>;

export const eventSummary = z.object({
  id: eventId,
  name: z.string(),
  location: z.string(),
  startDate: z.iso.date(),
  endDate: z.iso.date(),
  participantsCount: z.int(),
  attending: z.boolean(),
});
export type EventSummary = z.infer<typeof eventSummary>;

export const eventPage = z.object({ events: z.array(eventSummary), nextCursor: z.string().nullable() });
export type EventPage = z.infer<typeof eventPage>;

/** What an attendee sees; others get it without code, conversation and people. */
export const eventDetail = eventSummary.extend({
  description: z.string().nullable(),
  worldsdcId: z.string().nullable(),
  listed: z.boolean(),
  isOrganiser: z.boolean(),
  createdAt: instant,
  code: eventCode.nullable(),
  conversationId: conversationId.nullable(),
});
export type EventDetail = z.infer<typeof eventDetail>;

/** What a join link shows to whoever follows it, signed in or not; the id only to one who attends already. */
export const eventInvitation = eventSummary
  .pick({ name: true, location: true, startDate: true, endDate: true })
  .extend({ attendedEventId: eventId.nullable() });
export type EventInvitation = z.infer<typeof eventInvitation>;

export const attendeeQuery = z.strictObject({
  eventId,
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(100).default(attendeePageSize),
});
export type AttendeeQuery = z.infer<typeof attendeeQuery>;

/** An attendee as another attendee sees them: here now or not, and how the two stand. */
export const attendee = person.extend({
  isHere: z.boolean(),
  isOrganiser: z.boolean(),
  match: matchSummary.nullable(),
});
export type Attendee = z.infer<typeof attendee>;

/** Attendees, those who are here now first; `hereCount` counts them beyond this page too. */
export const attendeePage = z.object({
  attendees: z.array(attendee),
  hereCount: z.int(),
  nextCursor: z.string().nullable(),
});
export type AttendeePage = z.infer<typeof attendeePage>;
