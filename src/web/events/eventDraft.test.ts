import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventId } from '../../shared/core/ids.ts';
import { answerOk, stubBrowser } from '../../testing/browserStubs.ts';
import { dropEventDraft, keepEventDraft, readEventDraft } from './eventDraft.ts';
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
