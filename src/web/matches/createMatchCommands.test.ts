import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AccountId, EventId, MatchId } from '../../shared/core/ids.ts';
import { queryClient } from '../core/queryClient.ts';
import { createMatchCommands } from './createMatchCommands.ts';

const id = '0b0e8c0e-6a55-4b43-a2bf-0a4bb5a0f6f1' as MatchId;
const refused = {
  error: { message: '', code: 0, data: { domain: { code: 'matches.already_decided', kind: 'conflict' } } },
};

/** What the server answers to each procedure. */
let answers: Record<string, unknown>;
/** With what it was asked. */
let asked: { matchId?: MatchId }[];

beforeEach(() => {
  answers = {};
  asked = [];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    const procedure = /trpc\/([\w.]+)/.exec(url)?.[1] ?? '';
    asked.push(JSON.parse(String(init?.body ?? 'null'))?.[0]);
    return Response.json([answers[procedure]]);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('a refusal is not shown beside the answer to what was asked after it', async () => {
  const commands = createMatchCommands();
  answers['matches.accept'] = refused;
  answers['matches.withdraw'] = { result: { data: { id, state: 'withdrawn' } } };
  await commands.accept.run(id);
  expect(commands.accept.error()).toMatchObject({ code: 'matches.already_decided' });
  expect(await commands.withdraw.run(id)).toMatchObject({ state: 'withdrawn' });
  expect(commands.accept.error()).toBeNull();
});

it.each([
  ['unavailable', 'the very same'],
  ['internal', 'the very same'],
  ['conflict', 'another'],
])('asked once more after an answer of the kind %s it is %s question', async (kind, which) => {
  const commands = createMatchCommands();
  answers['matches.propose'] = { error: { message: '', code: 0, data: { domain: { code: 'some.code', kind } } } };
  const [eventId, recipientId] = ['e' as EventId, 'r' as AccountId];
  await commands.propose.run(eventId, recipientId);
  await commands.propose.run(eventId, recipientId);
  const [first, second] = asked.flatMap((input) => input?.matchId ?? []);
  expect(first === second ? 'the very same' : 'another').toBe(which);
});
