import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { ratingLimits } from '../../shared/trust/ratingRules.ts';
import { newEventOf } from '../../testing/eventWorld.ts';
import { startApp } from '../../testing/startApp.ts';
import { makeTestBrowser, type TestBrowser } from '../../testing/testBrowser.ts';

let app: Awaited<ReturnType<typeof startApp>>;
let matchId: string;

interface Someone extends TestBrowser {
  id: string;
}
let [anna, ben, cleo, stranger]: Someone[] = [];

async function signUp(username: string): Promise<Someone> {
  const browser = makeTestBrowser(app.app);
  const account = { username, email: `${username}@example.org`, password: 'long enough' };
  return { ...browser, id: ((await browser.mutate('accounts.register', account)).data as OwnAccount).id };
}

const rating = (fields: object = {}) => ({
  ratingId: randomUUID(),
  matchId,
  score: 4,
  comment: '  Kind\r\nand quick\u0007 ',
  wouldExchangeAgain: true,
  ...fields,
});

/** Anna and Ben have a complete exchange; Cleo was at the event; the stranger nowhere. */
beforeAll(async () => {
  app = await startApp();
  [anna, ben, cleo, stranger] = [await signUp('anna'), await signUp('ben'), await signUp('cleo'), await signUp('dan')];
  const event = newEventOf();
  await anna.mutate('events.create', event);
  for (const guest of [ben, cleo]) await guest.mutate('events.join', { eventId: event.eventId });
  matchId = randomUUID();
  await anna.mutate('matches.propose', { matchId, eventId: event.eventId, recipientId: ben.id });
  await ben.mutate('matches.accept', { matchId });
});
afterAll(() => app.close());

it('an exchange is rated once it is complete, and the list of exchanges says so', async () => {
  expect(await anna!.mutate('trust.rate', rating())).toMatchObject({
    status: 409,
    error: { code: 'trust.not_complete' },
  });
  for (const party of [anna!, ben!]) await party.mutate('matches.content', { matchId });
  const history = async () => (await anna!.query('matches.list', { group: 'history' })).data;
  expect(await history()).toMatchObject({ matches: [{ id: matchId, ownRating: 'open' }] });

  const given = await anna!.mutate('trust.rate', rating());
  expect(given).toMatchObject({ status: 200, data: { own: { score: 4, comment: 'Kind\nand quick' } } });
  expect(await history()).toMatchObject({ matches: [{ id: matchId, ownRating: 'given' }] });
  expect(await anna!.mutate('trust.rate', rating())).toMatchObject({
    status: 409,
    error: { code: 'trust.already_rated' },
  });
});

it('what does not fit is named by its field', async () => {
  const fieldsOf = async (fields: object) => {
    const { status, error } = await ben!.mutate('trust.rate', rating(fields));
    return [status, error?.fields?.map(({ path }) => path)];
  };
  expect(await fieldsOf({ score: 6 })).toEqual([400, ['score']]);
  expect(await fieldsOf({ score: 4.5 })).toEqual([400, ['score']]);
  expect(await fieldsOf({ wouldExchangeAgain: undefined })).toEqual([400, ['wouldExchangeAgain']]);
  expect(await fieldsOf({ comment: 'x'.repeat(ratingLimits.comment + 1) })).toEqual([400, ['comment']]);
});

it('to one who is no party there is no exchange', async () => {
  for (const other of [cleo!, stranger!]) {
    expect(await other.mutate('trust.rate', rating())).toMatchObject({
      status: 404,
      error: { code: 'matches.not_found' },
    });
    expect((await other.query('trust.ofMatch', { matchId })).status).toBe(404);
  }
});

it('who shares an event reads what is said; to a stranger the person does not exist', async () => {
  await ben!.mutate('trust.rate', rating({ score: 5, comment: '' }));
  const accountId = ben!.id;
  const seen = await cleo!.query('trust.list', { accountId });
  expect(seen).toMatchObject({ status: 200, data: { ratings: [{ score: 4, comment: 'Kind\nand quick' }] } });
  expect(JSON.stringify(seen.data)).not.toContain(anna!.id);
  expect((await cleo!.query('trust.stats', { accountId })).data).toEqual({
    count: 1,
    average: 4,
    distribution: [0, 0, 0, 1, 0],
    againShare: 1,
  });
  for (const procedure of ['trust.list', 'trust.stats'])
    expect(await stranger!.query(procedure, { accountId })).toMatchObject({
      status: 404,
      error: { code: 'accounts.not_found' },
    });
});
