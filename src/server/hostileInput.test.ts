import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ack } from '../shared/core/errors.ts';
import { metadataOf, segmentPath } from '../shared/transfers/relay.ts';
import { SHARE_NAMESPACE } from '../shared/transfers/shares/visitorAccess.ts';
import { type AccessWorld, type Caller, openAccessWorld, PASSWORD } from '../testing/access/accessWorld.ts';
import { memberCommandRows, visitorCommandRows } from '../testing/access/commands.ts';
import { procedureRows } from '../testing/access/procedures.ts';
import { newEventOf } from '../testing/eventWorld.ts';
import { change, changed, fuzzing } from '../testing/fuzz.ts';
import { encodeMetadata, newSegmentOf } from '../testing/relayClient.ts';
import { createRouter } from './router.ts';

/** Inputs that no honest client sends, at every door: refused in words, never an error of ours, and nothing is kept of them. */

const unforeseen: unknown[] = [];
let world: AccessWorld;
beforeAll(async () => {
  const log = { debug() {}, info() {}, warn() {}, error: (facts: object) => void unforeseen.push(facts) };
  world = await openAccessWorld(null, { log });
}, 300_000);
afterAll(() => world.server.close());
beforeEach(async () => {
  unforeseen.length = 0;
  await world.clear();
});

interface Procedure {
  _def: { type: 'query' | 'mutation' };
}

const changes = fc.array(change, { minLength: 1, maxLength: 2 });
const isAlive = async () => expect((await fetch(new URL('/health/live', world.server.url))).status).toBe(200);

describe('procedures', () => {
  const withInput = Object.keys(procedureRows).filter((path) => procedureRows[path]?.input);

  it.each(withInput)('%s', async (path) => {
    const { input, outcomes, as, byNewcomers } = procedureRows[path]!;
    const role = outcomes.party === 'ok' ? 'party' : outcomes.organiser === 'ok' ? 'organiser' : 'anonymous';
    const by = byNewcomers ? await world.newCaller(role) : await world.caller(role, as);
    const right = await input!(world, by);
    const procedures = createRouter(world.services)._def.procedures as unknown as Record<string, Procedure>;
    const verb = procedures[path]?._def.type === 'query' ? 'query' : 'mutate';
    await fc.assert(
      fc.asyncProperty(changes, async (made) => {
        const { status, error } = await by[verb](path, changed(right, made), by.headers);
        expect({ status: status < 500, unforeseen }).toEqual({ status: true, unforeseen: [] });
        if (error) expect(error.code).not.toBe('server.internal');
      }),
      fuzzing(15),
    );
  });
});

describe('what has the right form, and still fits nothing', () => {
  const tooFar = 2 ** 31;
  const anyId = '00000000-0000-4000-8000-000000000000';

  it.each([
    ['conversations.messages', { beforeSeq: tooFar }, 'request.invalid'],
    ['conversations.messages', { afterSeq: tooFar }, 'request.invalid'],
    ['events.list', { cursor: `0000-01-01_${anyId}` }, 'request.invalid'],
    ['matches.list', { cursor: `0000-01-01T00:00:00Z~${anyId}` }, undefined],
    ['relay.tellHave', { epoch: 'an-epoch\0of-it' }, 'request.invalid'],
  ])('%s with %o', async (path, part, code) => {
    const { input, as } = procedureRows[path]!;
    const by = await world.caller('party', as);
    const right = (await input!(world, by)) as object;
    const verb = path === 'relay.tellHave' ? 'mutate' : 'query';
    const { error } = await by[verb](path, { ...right, ...part });
    expect([error?.code, unforeseen]).toEqual([code, []]);
  });

  it('a picture whose address cannot be one is not found', async () => {
    const by = await world.caller('party');
    expect((await by.send('GET', `/avatars/${by.id}/%00`)).statusCode).toBe(404);
    expect(unforeseen).toEqual([]);
  });

  it("one's own id in capitals is one's own", async () => {
    const by = await world.caller('party');
    const { eventId } = await world.event();
    const wish = { eventId, matchId: anyId, recipientId: by.id!.toUpperCase() };
    expect((await by.mutate('matches.propose', wish)).error?.code).toBe('matches.with_yourself');
  });
});

describe('words that are more than words to a database', () => {
  const words = [`'; DROP TABLE users; --`, `" OR ""="`, `' OR '1'='1`, '%%', '_nn_', '$1 :name ?', '{"a":1}'];

  it.each([...words, String.raw`\'; DELETE FROM events; --`, '/* */ \\'])('%s are kept as they are', async (text) => {
    const by = await world.caller('party');
    const texts = { name: text, location: text, description: text };
    const { data } = await by.mutate('events.create', newEventOf(texts));
    const { id: eventId } = data as { id: string };
    expect((await by.query('events.get', { eventId })).data).toMatchObject(texts);
    const { conversationId } = world;
    await by.mutate('conversations.send', { conversationId, clientId: randomUUID(), content: text });
    const { data: page } = await by.query('conversations.messages', { conversationId, limit: 1 });
    expect(page).toMatchObject({ messages: [{ content: text }] });
    expect(unforeseen).toEqual([]);
  });

  it.each([...words, 'a%', `anna' --`])('%s is nobody, until someone is called so', async (username) => {
    const newcomer = await world.caller('anonymous');
    const logIn = () => newcomer.mutate('accounts.logIn', { login: username, password: PASSWORD });
    expect((await logIn()).error?.code).toBe('accounts.wrong_credentials');
    const email = `${randomUUID()}@example.org`;
    await newcomer.mutate('accounts.register', { username, email, password: PASSWORD });
    expect((await logIn()).data).toMatchObject({ username, email });
    expect(unforeseen).toEqual([]);
  });
});

describe('socket commands', () => {
  const sockets: Socket[] = [];
  afterAll(() => {
    for (const socket of sockets) socket.disconnect();
  });

  async function open(by: Caller, path: string): Promise<Socket> {
    const socket = io(new URL(path, world.server.url).href, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      auth: { deviceId: by.deviceId, downloadId: by.guest?.downloadId, token: by.guest?.token },
      extraHeaders: { cookie: by.cookieHeader() },
    });
    sockets.push(socket);
    await new Promise((resolve, reject) => socket.once('ready', resolve as never).once('connect_error', reject));
    return socket;
  }

  it('a message that no conversation can have is not read', async () => {
    const by = await world.caller('party');
    const socket = await open(by, '/');
    const wish = { conversationId: world.conversationId, seq: 2 ** 31 };
    const ack = (await socket.timeout(20_000).emitWithAck('conversation:read', wish)) as Ack<unknown>;
    expect([ack, unforeseen]).toMatchObject([{ ok: false, error: { code: 'request.invalid' } }, []]);
  });

  it.each([
    { door: 'members', path: '/', role: 'party', rows: memberCommandRows },
    { door: 'visitors', path: SHARE_NAMESPACE, role: 'guest', rows: visitorCommandRows },
  ] as const)('of $door answer whatever comes, and stay open', async ({ path, role, rows }) => {
    const by = await world.caller(role);
    const socket = await open(by, path);
    const inputs = new Map<string, unknown>();
    for (const [name, row] of Object.entries(rows)) inputs.set(name, await row.input(world, by));
    const before = await rowCounts();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...inputs.keys()), changes, async (name, made) => {
        const payload = changed(inputs.get(name), made);
        const ack = (await socket.timeout(20_000).emitWithAck(name, payload)) as Ack<unknown>;
        expect(ack.ok || ack.error.code !== 'server.internal').toBe(true);
        expect(unforeseen).toEqual([]);
      }),
      fuzzing(150),
    );
    // What asks for no answer, brings bytes, more than one thing, or is no command at all.
    socket.emit([...inputs.keys()][0]!, { nonsense: true });
    for (const odd of [[new Uint8Array(100)], [1, 2, 3], [], ['ready'], [{ a: new Uint8Array(3) }]]) {
      for (const name of [...inputs.keys(), 'no:command']) socket.emit(name, ...odd);
    }
    const right = (await socket
      .timeout(20_000)
      .emitWithAck('transfer:leave', inputs.get('transfer:leave'))) as Ack<null>;
    expect(right).toEqual({ ok: true, data: null });
    expect(unforeseen).toEqual([]);
    expect(await rowCounts()).toEqual(before);
  });

  async function rowCounts() {
    const { transfer, match, message, relaySegment, share, shareDownload, account } = world.db;
    return Promise.all([
      ...[transfer.count(), match.count(), message.count(), relaySegment.count()],
      ...[share.count(), shareDownload.count(), account.count()],
    ]);
  }
});

describe('the relay', () => {
  /** What may stand in a header at all (RFC 9110, 5.5); the rest no server gets to see. */
  const headerValue = fc.oneof(
    fc.constantFrom(
      ...['', '0', '-1', '1e9', '0x10', '99999999999999999999', '1.5', 'NaN', ' 5', '5000', '5001', '\xb2'],
    ),
    fc.constantFrom(
      ...['bytes=0-', 'bytes=-1', 'bytes=5-1', 'bytes=0-1,3-4', 'bytes=a-b', 'bytes=0-99999999999999999999'],
    ),
    fc.constantFrom(
      ...['transferId', 'transferId !!!', 'transferId AAAA,transferId AAAA', ',,,', 'a b c', 'segmentId '],
    ),
    fc.constantFrom(
      ...['1.0.0', '2.0.0', 'application/json', 'Bearer x.y', 'Bearer ', 'Basic AAAA', 'chunked', 'A'.repeat(5000)],
    ),
    fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 80 }),
  );
  const names = [
    ...['upload-metadata', 'upload-length', 'upload-offset', 'upload-defer-length', 'upload-concat', 'upload-checksum'],
    ...[
      'tus-resumable',
      'content-type',
      'range',
      'if-range',
      'if-none-match',
      'x-http-method-override',
      'authorization',
    ],
    ...['x-forwarded-for', 'accept', 'cookie'],
  ];
  const lies = fc.dictionary(fc.constantFrom(...names), headerValue, { minKeys: 1, maxKeys: 3 });
  const path = fc.constantFrom('new', 'begun', 'whole', 'root', 'odd');

  it('refuses headers that lie, and keeps nothing of what it refused', async () => {
    const by = await world.caller('party');
    const transferId = await world.transfer();
    const begun = await world.segment(transferId, false);
    const whole = await world.segment(transferId);
    const urls = {
      new: '/relay',
      begun: `/relay/${begun}`,
      whole: segmentPath(whole),
      root: '/relay/',
      odd: '/relay/%00',
    };
    const count = () => world.db.relaySegment.count();
    await fc.assert(
      fc.asyncProperty(
        ...([fc.constantFrom('GET', 'HEAD', 'POST', 'PATCH', 'OPTIONS'), path, lies, fc.nat({ max: 3000 })] as const),
        async (method, where, headers, length) => {
          const segment = newSegmentOf(transferId);
          const before = await count();
          const right = {
            cookie: by.cookieHeader(),
            'tus-resumable': '1.0.0',
            ...(method === 'POST' && {
              'upload-length': `${segment.sizeBytes}`,
              'upload-metadata': encodeMetadata(metadataOf(segment)),
            }),
            ...(method === 'PATCH' && { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }),
          };
          const answer = await fetch(new URL(urls[where], world.server.url), {
            ...{ method, headers: { ...right, ...headers } as Record<string, string>, redirect: 'manual' },
            body: method === 'POST' || method === 'PATCH' ? new Uint8Array(length) : undefined,
          });
          await answer.arrayBuffer();
          expect({ isOurs: answer.status >= 500, unforeseen }).toEqual({ isOurs: false, unforeseen: [] });
          if (answer.status !== 201) expect(await count()).toBe(before);
          await world.db.relaySegment.deleteMany({ where: { id: segment.segmentId } });
        },
      ),
      fuzzing(150),
    );
    await isAlive();
  });

  it('outlives what is no HTTP', async () => {
    const { port } = new URL(world.server.url);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(
        'POST /relay HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
        'POST /relay HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
        'POST /relay HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\n\r\n',
        'GET /relay/segments/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(50_000)}\r\n\r\n`,
        'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\xff\xff',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.on('error', () => {});
        socket.resume();
        socket.end(sent as string);
        await once(socket, 'close');
      }),
      fuzzing(30),
    );
    await isAlive();
    expect(unforeseen).toEqual([]);
  });
});
