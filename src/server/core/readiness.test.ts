import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { registerHealth } from './health.routes.ts';
import { makeReadiness, type ReadinessCheck } from './readiness.ts';

const fine = async () => 'fine';
const away = async () => {
  throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
};
const silent = () => new Promise(() => {});
const checkOf = (name: string, check: ReadinessCheck['check'], isRequired = true): ReadinessCheck => ({
  name,
  check,
  isRequired,
});

async function answerOf(checks: ReadinessCheck[], before = (_: ReturnType<typeof makeReadiness>) => {}) {
  const readiness = makeReadiness(checks, 50);
  before(readiness);
  const app = Fastify();
  registerHealth(app, readiness);
  const { statusCode, body } = await app.inject('/health/ready');
  return { statusCode, body, ...(JSON.parse(body) as Awaited<ReturnType<typeof readiness.report>>) };
}

test('ready while all answer', async () => {
  expect(await answerOf([checkOf('database', fine)])).toMatchObject({ statusCode: 200, status: 'ready' });
});

test.each([
  ['fails', away, 'failed'],
  ['never answers', silent, 'no answer'],
])('whoever is sent here finds nothing while the database %s', async (_how, check, state) => {
  const answer = await answerOf([checkOf('database', check), checkOf('relay', fine, false)]);
  expect(answer).toMatchObject({ statusCode: 503, status: 'unavailable' });
  expect(answer.parts.map((part) => [part.name, part.state])).toEqual([
    ['database', state],
    ['relay', 'ok'],
  ]);
  // Anyone may ask: where things stand is not said.
  expect(answer.body).not.toContain('10.0.0.7');
});

test('without the relay people may still come', async () => {
  const answer = await answerOf([checkOf('database', fine), checkOf('relay', away, false)]);
  expect(answer).toMatchObject({ statusCode: 200, status: 'degraded' });
});

test('a process on its way out says so, though all answer', async () => {
  const answer = await answerOf([checkOf('database', fine)], (readiness) => readiness.drain());
  expect(answer).toMatchObject({ statusCode: 503, status: 'draining' });
});

test('many who ask at once cost one question', async () => {
  let asked = 0;
  const readiness = makeReadiness([checkOf('database', async () => void asked++)]);
  await Promise.all(Array.from({ length: 50 }, () => readiness.report()));
  expect(asked).toBe(1);
});
