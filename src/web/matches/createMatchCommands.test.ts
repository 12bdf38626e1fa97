import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { MatchId } from '../../shared/core/ids.ts';
import { queryClient } from '../core/queryClient.ts';
import { createMatchCommands } from './createMatchCommands.ts';

const id = '0b0e8c0e-6a55-4b43-a2bf-0a4bb5a0f6f1' as MatchId;
const refused = {
  error: { message: '', code: 0, data: { domain: { code: 'matches.already_decided', kind: 'conflict' } } },
};

/** What the server answers to each procedure. */
let answers: Record<string, unknown>;

beforeEach(() => {
  answers = {};
  vi.stubGlobal('fetch', async (url: string) => {
    const procedure = /trpc\/([\w.]+)/.exec(url)?.[1] ?? '';
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
