import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventId } from '../../shared/core/ids.ts';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import {
  dropEventDraft,
  dropEventEdit,
  keepEventDraft,
  keepEventEdit,
  readEventDraft,
  readEventEdit,
} from './eventDraft.ts';
import { emptyFields } from './eventFields.ts';

const nothing = { eventId: null, fields: emptyFields('2026-06-01') };
const begun = { eventId: 'e' as EventId, fields: { ...nothing.fields, location: 'Leipzig', listed: false } };
const read = () => readEventDraft('2026-06-01');
let storage: ReturnType<typeof stubBrowser>['storage'];

beforeEach(() => {
  ({ storage } = stubBrowser({ fetch: answerOk }));
});
afterEach(() => void vi.unstubAllGlobals());

it('what was written of a new event is there again until it is made', () => {
  expect(read()).toEqual(nothing);
  keepEventDraft(begun);
  expect(read()).toEqual(begun);
  dropEventDraft('another' as EventId);
  expect(read()).toEqual(begun);
  dropEventDraft(begun.eventId);
  expect(read()).toEqual(nothing);
});

it('where all words are taken out again, nothing is left of it', () => {
  keepEventDraft(begun);
  keepEventDraft({ ...begun, fields: { ...begun.fields, location: ' ' } });
  expect(read()).toEqual(nothing);
});

it.each(['nonsense', 'null'])('what cannot be read (%s) is nothing', (text) => {
  storage.setItem('spotlight:new-event', text);
  expect(read()).toEqual(nothing);
});

it('what was changed of an event is there again until it is saved, of that event alone', () => {
  const id = 'e' as EventId;
  const saved = { ...nothing.fields, name: 'Finale', location: 'Leipzig' };
  expect(readEventEdit(id, saved)).toBeNull();
  keepEventEdit(id, { ...saved, name: 'Grand finale' }, saved);
  expect(readEventEdit(id, saved)).toEqual({ ...saved, name: 'Grand finale' });
  expect(readEventEdit('another' as EventId, saved)).toBeNull();
  keepEventEdit(id, { ...saved }, saved);
  expect(readEventEdit(id, saved)).toBeNull();
  keepEventEdit(id, { ...saved, listed: true }, saved);
  dropEventEdit(id);
  expect(readEventEdit(id, saved)).toBeNull();
  storage.setItem('spotlight:event-edit:e', 'nonsense');
  expect(readEventEdit(id, saved)).toBeNull();
});

it('what was left alone is as it was saved elsewhere since; what was saved so in the end is no change', () => {
  const id = 'e' as EventId;
  const saved = { ...nothing.fields, name: 'Finale', location: 'Leipzig' };
  keepEventEdit(id, { ...saved, description: 'Doors at eight ' }, saved);
  const later = { ...saved, startDate: '2026-06-08', endDate: '2026-06-08' };
  expect(readEventEdit(id, later)).toEqual({ ...later, description: 'Doors at eight ' });
  expect(readEventEdit(id, { ...later, description: 'Doors at eight' })).toBeNull();
});
