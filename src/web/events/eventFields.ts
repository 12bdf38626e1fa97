import { createStore } from 'solid-js/store';
import { isSeen } from '../../shared/core/texts.ts';
import type { EventDetail } from '../../shared/events/event.ts';
import { calendarBounds, eventLimits } from '../../shared/events/eventRules.ts';
import type { AppError } from '../core/appError.ts';
import { errorText } from '../core/errorText.ts';

export interface EventFields {
  name: string;
  location: string;
  startDate: string;
  endDate: string;
  description: string;
  worldsdcId: string;
  listed: boolean;
}
export type FieldName = keyof EventFields;
export type FieldErrors = Partial<Record<FieldName, string>>;

export const emptyFields = (today: string): EventFields => ({
  name: '',
  location: '',
  startDate: today,
  endDate: today,
  description: '',
  worldsdcId: '',
  listed: true,
});

export const fieldsOf = (event: EventDetail): EventFields => ({
  name: event.name,
  location: event.location,
  startDate: event.startDate,
  endDate: event.endDate,
  description: event.description ?? '',
  worldsdcId: event.worldsdcId ?? '',
  listed: event.listed,
});

/** The fields as they travel: an optional one that is empty is not sent. */
export function asNew({ description, worldsdcId, ...fields }: EventFields) {
  return { ...fields, description: description || undefined, worldsdcId: worldsdcId.trim() || undefined };
}

/** The same for an event that is there: an optional one that is empty is taken away. */
export function asChange({ description, worldsdcId, ...fields }: EventFields) {
  return { ...fields, description: description || null, worldsdcId: worldsdcId.trim() || null };
}

/** Whether an event is what the form says. */
export const isSaidBy = (event: EventDetail, fields: EventFields): boolean =>
  changedNames(fields, fieldsOf(event)).length === 0;

/** The fields in which one differs from the other; white space that the server puts right does not count, line breaks do. */
export const changedNames = (fields: EventFields, saved: EventFields): FieldName[] =>
  (Object.keys(saved) as FieldName[]).filter((name) => plain(fields[name]) !== plain(saved[name]));

const plain = (value: string | boolean): string | boolean =>
  typeof value === 'string'
    ? value
        .normalize('NFC')
        .trim()
        .replace(/\r\n?/g, '\n')
        .replace(/[^\S\n]+/g, ' ')
    : value;

/** What is still wrong once that field was written in. The first day takes the last one with it. */
export function wrongAfter(wrong: FieldErrors, name: FieldName): FieldErrors {
  const left = { ...wrong };
  delete left[name];
  if (name === 'startDate') delete left.endDate;
  return left;
}

/** What an organiser still has to put right before it is worth sending. */
export function checkFields(fields: EventFields): FieldErrors {
  const errors: FieldErrors = {};
  const isDay = (day: string) => day >= calendarBounds.first && day <= calendarBounds.last;
  if (!isSeen(fields.name)) errors.name = 'Give the event a name.';
  if (!isSeen(fields.location)) errors.location = 'Say where it is.';
  if (!isDay(fields.startDate)) errors.startDate = 'Choose the first day.';
  if (!isDay(fields.endDate)) errors.endDate = 'Choose the last day.';
  else if (fields.endDate < fields.startDate) errors.endDate = errorText['events.ends_before_start'];
  return errors;
}

/** Puts a refusal beside the field it is about; none if it is about no field of the form. */
export function refusedFields(refusal: AppError): FieldErrors {
  if (refusal.code === 'events.worldsdc_id_taken') return { worldsdcId: errorText[refusal.code] };
  if (refusal.code === 'events.ends_before_start') return { endDate: errorText[refusal.code] };
  const wrong = (refusal.fields ?? []).map(({ path }) => path as FieldName).filter((path) => path in refusedText);
  return Object.fromEntries(wrong.map((path) => [path, refusedText[path]]));
}

const refusedText: Record<FieldName, string> = {
  name: `A name has at most ${eventLimits.name} characters, all of them visible.`,
  location: `A place has at most ${eventLimits.location} characters, all of them visible.`,
  startDate: 'That is not a day.',
  endDate: 'That is not a day.',
  description: `That is too long: ${eventLimits.description} characters fit.`,
  worldsdcId: 'That is not a WorldSDC number.',
  listed: 'Choose one.',
};

/** The form's fields. Moving the first day takes the last day with it when it would come before. */
export function createEventForm(initial: EventFields) {
  const [fields, setFields] = createStore<EventFields>({ ...initial });
  return {
    fields,
    set<N extends FieldName>(name: N, value: EventFields[N]): void {
      setFields(name, value as never);
      if (name === 'startDate' && fields.endDate < fields.startDate) setFields('endDate', fields.startDate);
    },
  };
}
