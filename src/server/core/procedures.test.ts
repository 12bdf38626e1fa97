import { initTRPC } from '@trpc/server';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { registerProcedures } from './procedures.routes.ts';

let app: FastifyInstance;
beforeAll(() => {
  const t = initTRPC.context<{ name: string }>().meta<{ isDear: boolean }>().create();
  const word = z.object({ word: z.string() });
  const say = t.procedure.input(word).query(({ ctx, input }) => `${ctx.name}: ${input.word}`);
  const keep = t.procedure.input(word).mutation(({ input }) => input.word);
  const spend = t.procedure.meta({ isDear: true }).mutation(() => 'spent');
  app = Fastify();
  registerProcedures(app, {
    prefix: '/trpc',
    router: t.router({ say, keep, spend }),
    maxBatchSize: 2,
    isOncePerRequest: (meta) => (meta as { isDear: boolean } | undefined)?.isDear === true,
    headersFor: () => ({ 'x-said': 'so' }),
    createContext: async (request) => ({ name: String(request.headers['x-name'] ?? 'nobody') }),
  });
});
afterAll(() => app.close());

const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;
const ask = (url: string) => app.inject({ url: `/trpc/${url}`, headers: { 'x-name': 'Ada' } });
const post = (path: string, payload: string, type = 'application/json') =>
  app.inject({ method: 'POST', url: `/trpc/${path}`, payload, headers: { 'content-type': type } });

it('answers a query whole, with its length and what belongs to it', async () => {
  const answer = await ask(`say?${input({ word: 'hällo' })}`);
  expect(answer.json()).toEqual({ result: { data: 'Ada: hällo' } });
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'x-said': 'so' });
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
});

it('answers a mutation, and several queries at once', async () => {
  expect((await post('keep', '{"word":"this"}')).json()).toEqual({ result: { data: 'this' } });
  const batch = await ask(`say,say?batch=1&${input({ 0: { word: 'one' }, 1: { word: 'two' } })}`);
  expect(batch.json()).toEqual([{ result: { data: 'Ada: one' } }, { result: { data: 'Ada: two' } }]);
});

it.each([
  ['input that does not fit', () => ask(`say?${input({ word: 1 })}`), 400],
  ['input that is no JSON', () => post('keep', '{"word'), 400],
  ['a mutation as a query', () => ask(`keep?${input({ word: 'x' })}`), 405],
  ['a procedure that is none', () => ask('other'), 404],
  ['the name of a part of every object', () => ask('constructor'), 404],
  ['too many at once', () => ask('say,say,say?batch=1'), 400],
  ['something else than JSON', () => post('keep', '<word/>', 'application/xml'), 415],
  ['JSON that does not say so, as another site’s page could send it', () => post('keep', '{}', 'text/plain'), 415],
  ['a question as something to be done', () => post('say', '{"word":"this"}'), 405],
  ['a question together with something to be done', () => ask(`say,keep?batch=1&${input({})}`), 400],
])('refuses %s', async (_what, send, status) => {
  const answer = await send();
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toMatchObject({ error: expect.anything() });
});

it('what may come once in a request comes with others, and twice not at all', async () => {
  expect((await post('spend,keep?batch=1', '{"1":{"word":"this"}}')).statusCode).toBe(200);
  expect((await post('spend,spend?batch=1', '{}')).statusCode).toBe(400);
});

it('answers each of several for itself', async () => {
  const mixed = await ask(`say,other?batch=1&${input({ 0: { word: 'one' } })}`);
  expect(mixed.statusCode).toBe(207);
  expect(mixed.json()).toEqual([{ result: { data: 'Ada: one' } }, { error: expect.anything() }]);
  const noInputs = await ask(`say,say?batch=1&${input('ab')}`);
  expect(noInputs.statusCode).toBe(400);
});

it('says by which method it is asked', async () => {
  expect((await ask(`keep?${input({ word: 'x' })}`)).headers.allow).toBe('POST');
});

it('answers HEAD without asking anything', async () => {
  expect((await app.inject({ method: 'HEAD', url: '/trpc/say' })).statusCode).toBe(204);
});
