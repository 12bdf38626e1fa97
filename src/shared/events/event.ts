import { z } from 'zod';
import { person } from '../accounts/account.ts';
import { conversationId, eventId, instant } from '../core/ids.ts';
import { matchSummary } from '../matches/match.ts';
import { eventLimits } from './eventRules.ts';

const line = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim().replace(/\s+/g, ' '))
    .pipe(
      z
        .string()
        .min(1)
        .max(max)
        .regex(/^[^\p{Cc}]+$/u),
    );

export const eventCode = z.string().regex(/^[0-9A-Za-z]{8,32}$/);

export const newEvent = z
  .strictObject({
    eventId,
    name: line(eventLimits.name),
    location: line(eventLimits.location),
    startDate: z.iso.date(),
    endDate: z.iso.date(),
    description: z.string().trim().max(eventLimits.description).optional(),
    worldsdcId: z.string().trim().min(1).max(100).optional(),
    listed: z.boolean().default(true),
  })
  .refine((event) => event.endDate >= event.startDate, { path: ['endDate'], message: 'ends before it starts' });

/** `today` is the calendar day where the viewer stands: "now" is a matter of the place. */
export const eventQuery = z.strictObject({
  when: z.enum(['now', 'coming', 'past', 'mine']),
  today: z.iso.date(),
  cursor: z.string().max(100).optional(),
  limit: z.int().min(1).max(50).default(20),
});

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

/** An attendee as another attendee sees them: here now or not, and how the two stand. */
export const attendee = person.extend({
  isHere: z.boolean(),
  isOrganiser: z.boolean(),
  match: matchSummary.nullable(),
});
export type Attendee = z.infer<typeof attendee>;
