import { describe, expect, it } from 'vitest';
import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import { makeFakeLinks } from '../../../testing/harness/peerLinks/fakeLinks.ts';
import { answer } from '../../../testing/harness/peerLinks/signals.ts';

const SECOND = 1000;

/** A server that signs with a serial number, and may be out of reach. */
function makeServer(change: Partial<IceSetup> = {}) {
  const server = {
    asked: 0,
    isReachable: true,
    policyUntilThen: (): IceSetup['transportPolicy'] => 'all',
    async ask(): Promise<IceSetup> {
      server.asked += 1;
      if (!server.isReachable) throw new Error('no network');
      const iceServers = [{ urls: ['turn:hall.example'], username: `n${server.asked}`, credential: 'c' }];
      return { iceServers, lifeMs: 100 * SECOND, transportPolicy: 'all', ...change };
    },
  };
  return server;
}

async function offering(server: ReturnType<typeof makeServer>) {
  const side = makeFakeLinks('offering', server);
  await side.presence(true);
  await side.settle();
  const configurations = () => side.connections.map((connection) => connection.getConfiguration());
  return Object.assign(side, {
    usernames: () => configurations().map(({ iceServers }) => iceServers?.[0]?.username),
    policies: () => configurations().map(({ iceTransportPolicy }) => iceTransportPolicy),
  });
}

it('[L13] each connection has credentials of its own, and all get new ones before the oldest end', async () => {
  const side = await offering(makeServer());
  side.connections[0]?.becomes('connected');
  await side.pass(10 * SECOND);
  side.links.setCount(2);
  await side.settle();
  side.connections[1]?.becomes('connected');
  expect(side.usernames()).toEqual(['n1', 'n2']);
  await side.pass(69 * SECOND);
  expect(side.usernames()).toEqual(['n3', 'n3']);
});

it('[L13] what cannot be renewed is tried again while the old credentials still hold', async () => {
  const server = makeServer();
  const side = await offering(server);
  side.connections[0]?.becomes('connected');
  server.isReachable = false;
  await side.pass(74 * SECOND);
  expect(side.usernames()).toEqual(['n1']);
  server.isReachable = true;
  await side.pass(5 * SECOND);
  expect(side.usernames()).toEqual(['n3']);
});

it('[L13] nothing is asked for once the links are closed', async () => {
  const server = makeServer();
  const side = await offering(server);
  side.links.close();
  await side.pass(1000 * SECOND);
  expect(server.asked).toBe(1);
});

it('[L14] connects through relays only, when the server says so', async () => {
  const side = await offering(makeServer({ transportPolicy: 'relay' }));
  expect(side.policies()).toEqual(['relay']);
});

it('[L14] shows no address while the server has not answered, to someone who hides theirs', async () => {
  const server = makeServer();
  server.isReachable = false;
  server.policyUntilThen = () => 'relay';
  const side = await offering(server);
  expect(side.policies()).toEqual(['relay']);
});

it('[L14] what comes late is given to the connections, and one with another policy looks for a way anew', async () => {
  const server = makeServer();
  let answer = (_: IceSetup) => {};
  server.policyUntilThen = () => 'relay';
  server.ask = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const side = makeFakeLinks('answering', server);
  await side.presence(true);
  await side.signal({ epoch: 'e', connId: 0, gen: 0, description: { type: 'offer', sdp: 'an offer' } });
  await side.pass(3 * SECOND);
  const [connection] = side.connections;
  expect(connection?.getConfiguration().iceTransportPolicy).toBe('relay');
  const question = { epoch: 'e', connId: 0, gen: 0 };
  expect(side.sent).not.toContainEqual(question);
  answer({ iceServers: [{ urls: ['stun:hall.example'] }], lifeMs: null, transportPolicy: 'all' });
  await side.settle();
  expect(connection?.getConfiguration()).toMatchObject({
    iceTransportPolicy: 'all',
    iceServers: [{ urls: ['stun:hall.example'] }],
  });
  expect(side.sent).toContainEqual(question);
});

describe('[L14] an offer made while only relays were allowed', () => {
  async function offeredEarly() {
    const server = makeServer();
    server.policyUntilThen = () => 'relay';
    let answerLate = (_: IceSetup) => {};
    const late = new Promise<IceSetup>((resolve) => {
      answerLate = resolve;
    });
    server.ask = () => late;
    const side = await offering(server);
    await side.pass(3 * SECOND);
    expect([side.policies(), side.descriptions()]).toEqual([['relay'], ['0/0 offer']]);
    return {
      side,
      async allowAll() {
        answerLate({ iceServers: [], lifeMs: null, transportPolicy: 'all' });
        await side.settle();
      },
    };
  }

  it('is made anew when all ways are', async () => {
    const { side, allowAll } = await offeredEarly();
    await side.signal(answer(0));
    await allowAll();
    expect([side.policies(), side.descriptions()]).toEqual([['all'], ['0/0 offer', '0/1 offer']]);
    expect(side.connections[0]?.done).toContain('restart');
  });

  it('is made anew as soon as it is answered, if it is not yet', async () => {
    const { side, allowAll } = await offeredEarly();
    await allowAll();
    expect(side.descriptions()).toEqual(['0/0 offer']);
    await side.signal(answer(0));
    await side.settle();
    expect(side.descriptions()).toEqual(['0/0 offer', '0/1 offer']);
  });
});

it('[L14] what was refused is asked for again while a connection has nothing', async () => {
  const server = makeServer();
  server.isReachable = false;
  server.policyUntilThen = () => 'relay';
  const side = await offering(server);
  server.isReachable = true;
  await side.pass(5 * SECOND);
  expect(side.policies()).toEqual(['all']);
});

it('goes on without servers when none can be reached', async () => {
  const server = makeServer();
  server.ask = () => new Promise(() => {});
  const side = await offering(server);
  expect(side.connections).toHaveLength(0);
  await side.pass(3 * SECOND);
  expect(side.policies()).toEqual(['all']);
});
