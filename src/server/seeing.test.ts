import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchangeAll, secrets } from '../testing/exchangeSeen.ts';
import { settled } from '../testing/settled.ts';
import { silentMeters } from '../testing/silentMeters.ts';
import { startApp } from '../testing/startApp.ts';
import { makePinoLog } from './adapters/pinoLog.ts';
import { readFigures } from './adapters/processFigures.ts';
import { makePromMeters } from './adapters/promMeters.ts';
import { registerRequestIds } from './core/requestIds.ts';

/** What whoever runs the product sees of a whole exchange, in figures and in the log at its most talkative. */
const token = 'a token for the test of metrics';
const meters = makePromMeters();
let written = '';
let server: Awaited<ReturnType<typeof startApp>>;
let people: Awaited<ReturnType<typeof exchangeAll>>;
let figures: string;

interface Line {
  time: string;
  level: string;
  msg: string;
  reqId?: string;
  job?: string;
  procedure?: string;
  command?: string;
  incidentId?: string;
  route?: string;
}
const lines = () =>
  written
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

const look = (authorization?: string) =>
  server.app.inject({ url: '/metrics', headers: authorization ? { authorization } : {} });

beforeAll(async () => {
  const destination = {
    write: (line: string) => {
      written += line;
    },
  };
  const log = makePinoLog('debug', meters, destination);
  server = await startApp({ meters, log }, { metrics: { token, ...meters } });
  people = await exchangeAll(server);
  figures = (await look(`Bearer ${token}`)).body;
});
afterAll(async () => {
  for (const { socket } of [people.anna, people.ben]) socket.disconnect();
  await server.close();
  meters.stop();
});

describe('/metrics', () => {
  test('is for the holder of its token', async () => {
    expect((await look()).statusCode).toBe(401);
    expect((await look('Bearer a token for the test of metricS')).statusCode).toBe(401);
    expect((await look(`Bearer ${token}`)).headers['content-type']).toContain('text/plain; version=0.0.4');
  });

  test('does not exist where no token is set', async () => {
    const bare = await startApp();
    expect((await bare.app.inject({ url: '/metrics', headers: { authorization: 'Bearer null' } })).statusCode).toBe(
      404,
    );
    await bare.close();
  });

  test.each([
    ['the people who are connected', 'spotlight_people 2'],
    ['their browsers', 'spotlight_sockets{door="members",browser="Firefox"} 2'],
    ['messages', 'spotlight_messages_total{kind="text"} 1'],
    ['offers', 'spotlight_transfers_offered_total 2'],
    ['what came through', 'spotlight_transfers_ended_total{outcome="completed",reason="none",route="direct"} 1'],
    ['what did not, and why', 'spotlight_transfers_ended_total{outcome="refused",reason="refused",route="unknown"} 1'],
    ['every byte once', 'spotlight_transfer_bytes_total{route="direct"} 1000'],
    ['speed', 'spotlight_transfer_speed_bytes_per_second_sum{route="direct"} 4000000'],
    ['ways that were found', 'spotlight_webrtc_connect_total{result="connected",route="direct",browser="Firefox"} 1'],
    ['and that were not', 'spotlight_webrtc_connect_total{result="failed",route="none",browser="Firefox"} 1'],
    ['with the reason', 'spotlight_webrtc_failures_total{reason="unreachable",browser="Firefox"} 1'],
    ['bytes that came to the relay', 'spotlight_relay_bytes_total{what="uploaded"} 1016'],
    ['that were fetched', 'spotlight_relay_bytes_total{what="fetched"} 1016'],
    ['and taken', 'spotlight_relay_bytes_total{what="taken"} 1016'],
    ['commands', 'spotlight_commands_total{command="peer:signal",outcome="ok"} 4'],
    ['exchanges under way', 'spotlight_meetings 1'],
  ])('counts %s', (_what, line) => {
    expect(figures.split('\n')).toContain(line);
  });

  test('knows nobody: no label holds an id, a name or an address', () => {
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-/;
    expect(figures).not.toMatch(uuid);
    for (const name of ['anna', 'ben', 'Midsummer', '127.0.0.1', people.code]) expect(figures).not.toContain(name);
  });
});

test('the few figures of the operator’s plots are read from the same meters', async () => {
  const { gauges, counters } = await readFigures(meters);
  expect(gauges).toMatchObject({ people: 2, members: 2, visitors: 0, meetings: 1 });
  expect(gauges.memoryBytes).toBeGreaterThan(1e7);
  expect(counters).toMatchObject({
    ...{ messages: 1, connectedDirect: 1, notConnected: 1, bytesDirect: 1000, relayUploaded: 1016 },
    ...{ speedSumDirect: 4e6, speedCountDirect: 1, 'browser:Firefox:failed': 1 },
  });
  expect(counters.requests).toBeGreaterThan(10);
});

describe('the log', () => {
  test('is lines of JSON with time, level and the id of the request', () => {
    expect(lines().length).toBeGreaterThan(30);
    for (const line of lines()) {
      expect(Date.parse(line.time)).not.toBeNaN();
      expect(line.level).toMatch(/^(debug|info|warn|error)$/);
    }
    const own = lines().filter(({ procedure, command, route }) => procedure || command || route);
    expect(own.length).toBeGreaterThan(20);
    for (const line of own) expect(line.reqId).toMatch(/^[0-9a-f]{12}$/);
  });

  test('follows one request through the services', () => {
    const id = lines().find(({ procedure }) => procedure === 'transfers.complete')?.reqId;
    const story = lines()
      .filter(({ reqId }) => reqId === id)
      .map(({ msg }) => msg);
    expect(story).toEqual(['transfer changed', 'procedure answered', 'request answered']);
  });

  test('follows one run of what runs by itself', async () => {
    const work = server.services.startWorking({ isAlone: true, times: { lookMs: 20, tendMs: 20 } });
    const done = () => lines().find(({ msg, job }) => msg === 'job done' && job === 'relay.sweep');
    await settled(() => expect(done()?.reqId).toMatch(/^[0-9a-f]{12}$/));
    await work.stop();
  });

  test('holds nothing of what was sent, said, or opens anything', () => {
    for (const [what, secret] of Object.entries(secrets))
      expect({ what, is: written.includes(secret) }).toEqual({ what, is: false });
    const cookies = [people.anna, people.ben].flatMap((person) => [...person.cookies.values()]);
    expect(cookies.length).toBeGreaterThan(1);
    for (const one of [...cookies, people.code, '@example.org', '198.51.100.77']) expect(written).not.toContain(one);
  });

  test('an unforeseen error is found by what the person is shown, and its refused values are not told', async () => {
    const before = lines().length;
    const { conversations } = server.services;
    const { list } = conversations;
    const cause = new Error('Unique constraint: Key (email)=(ben@example.org) already exists');
    conversations.list = () => Promise.reject(new Error('Failing row contains (7, the attic key).', { cause }));
    const { error, headers } = await people.anna.query('conversations.list');
    conversations.list = list;
    const told = lines()
      .slice(before)
      .filter(({ level }) => level === 'error');
    expect(error?.incidentId).toBe(headers['x-request-id']);
    expect(told).toMatchObject([{ reqId: error?.incidentId, incidentId: error?.incidentId }]);
    expect(JSON.stringify(told)).not.toMatch(/attic|ben@/);
  });
});

describe('the id of a request', () => {
  const idFor = async (app: FastifyInstance, headers: Record<string, string>) =>
    (await app.inject({ url: '/health/live', headers })).headers['x-request-id'];

  async function behindProxy() {
    const app: FastifyInstance = Fastify({ trustProxy: ['127.0.0.1'] });
    registerRequestIds(app, { meters: silentMeters, log: server.adapters.log });
    app.get('/health/live', async () => 'live');
    return app;
  }

  test('is the one that our proxy gave it', async () => {
    const given = { 'x-request-id': '0123456789abcdef', 'x-forwarded-for': '192.0.2.1' };
    expect(await idFor(await behindProxy(), given)).toBe('0123456789abcdef');
  });

  test.each(['short', 'with spaces in it', '{"level":"error"}', 'x'.repeat(65)])(
    'is our own where the proxy passes on %j',
    async (id) => {
      const given = { 'x-request-id': id, 'x-forwarded-for': '192.0.2.1' };
      expect(await idFor(await behindProxy(), given)).toMatch(/^[0-9a-f]{12}$/);
    },
  );

  test('is our own, whatever a stranger sends', async () => {
    expect(await idFor(server.app, { 'x-request-id': 'chosen-by-them', 'x-forwarded-for': '192.0.2.1' })).toMatch(
      /^[0-9a-f]{12}$/,
    );
  });
});
