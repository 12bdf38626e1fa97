import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventId } from '../../shared/core/ids.ts';
import type { EventDetail } from '../../shared/events/event.ts';
import { queryClient } from '../core/queryClient.ts';
import { makeEvent, whatBecame } from './eventCommands.ts';
import { emptyFields } from './eventFields.ts';
import { eventKeys } from './eventQueries.ts';

const id = '0197a1c2-7c11-7b1e-9b1e-0a8f6c2d4e10' as EventId;
const fields = { ...emptyFields('2026-06-01'), name: 'Summer Swing', location: 'Leipzig' };
let stored: object | null;
let asked: string[];
let whileAbsent = Response.error();

/** A server that keeps what it is sent first, as ours does when the same event is made twice. */
const server: typeof fetch = async (input, init) => {
  const [, procedure = ''] = /trpc\/([\w.]+)/.exec(String(input)) ?? [];
  asked.push(procedure);
  if (procedure === 'events.get') return stored ? Response.json([{ result: { data: stored } }]) : whileAbsent.clone();
  const sent = JSON.parse(String(init?.body))[0];
  if (procedure === 'events.update' || stored === null) stored = { description: null, worldsdcId: null, ...sent, id };
  return Response.json([{ result: { data: stored } }]);
};

beforeEach(() => {
  stored = null;
  asked = [];
  vi.stubGlobal('fetch', server);
});
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('what was put right after a lost answer is in the event that is there already', async () => {
  await makeEvent(id, fields);
  expect(asked).toEqual(['events.create']);
  await makeEvent(id, { ...fields, name: 'Winter Swing', endDate: '2026-06-03' });
  expect(asked).toEqual(['events.create', 'events.create', 'events.update']);
  expect(stored).toMatchObject({ name: 'Winter Swing', endDate: '2026-06-03' });
  expect(queryClient.getQueryData<EventDetail>(eventKeys.detail(id))?.name).toBe('Winter Swing');
});

it('what became of an event that was sent before the page was left is asked, and not guessed', async () => {
  const notFound = { code: 'events.not_found', kind: 'not_found' };
  whileAbsent = Response.json([{ error: { message: '', code: -32004, data: { domain: notFound } } }], { status: 404 });
  expect(await whatBecame(id, fields)).toBe('nothing');
  whileAbsent = Response.error();
  await expect(whatBecame(id, fields)).rejects.toThrow();
  await makeEvent(id, { ...fields, name: 'Summer  Swing ' });
  expect(await whatBecame(id, { ...fields, name: 'Summer  Swing ' })).toBe('made');
  expect(await whatBecame(id, { ...fields, name: 'Winter Swing' })).toBe('other');
});
