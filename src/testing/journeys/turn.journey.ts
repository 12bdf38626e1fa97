import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeIceIssuer } from '../../server/core/iceServers.ts';
import { type Coturn, makeTurnSecret, render, startCoturn } from '../turn/coturn.ts';
import { addressBytes } from '../turn/stunMessage.ts';
import { openTurnClient, type TurnCredentials, type TurnResult } from '../turn/turnClient.ts';
import type { TurnTarget } from '../turn/turnTransport.ts';

/** What the shipped configuration lets through and what it refuses, asked of a real coturn. */
const [fresh, old, foreign] = [makeTurnSecret(), makeTurnSecret(), makeTurnSecret()];
let coturn: Coturn;

beforeAll(async () => {
  // Two secrets, as while one takes the place of the other.
  coturn = await startCoturn({ secrets: [old, fresh] });
});
afterAll(() => coturn?.stop());

/** Credentials as Spotlight issues them, at this moment or at another. */
function issued(secret: string, secondsAgo = 0): TurnCredentials {
  const clock = { now: () => new Date(Date.now() - secondsAgo * 1000) };
  const turn = { urls: ['turn:localhost'], secrets: [secret], ttlSeconds: 600 };
  const [server] = makeIceIssuer({ clock, stunUrls: [], turn }).issue().iceServers;
  return { username: server!.username!, credential: server!.credential! };
}

const target = (change: Partial<TurnTarget> = {}): TurnTarget => ({
  transport: 'udp',
  host: '127.0.0.1',
  port: coturn.port,
  ...change,
});

async function allocateWith(credentials: TurnCredentials, change: Partial<TurnTarget> = {}): Promise<TurnResult> {
  const client = await openTurnClient(target(change), credentials);
  try {
    return await client.allocate();
  } finally {
    await client.close();
  }
}

describe('whoever holds credentials of Spotlight', () => {
  test('is let in over UDP, TCP, and TLS on both ports', async () => {
    const [tlsPort, secondTlsPort] = coturn.tlsPorts;
    for (const way of [
      { transport: 'udp' },
      { transport: 'tcp' },
      { transport: 'tls', port: tlsPort },
      { transport: 'tls', port: secondTlsPort },
    ] as const) {
      expect({ way, result: await allocateWith(issued(fresh), way) }).toEqual({ way, result: 'ok' });
    }
  });

  test('is let in with the secret that is on its way out', async () => {
    expect(await allocateWith(issued(old))).toBe('ok');
  });
});

describe('whoever does not', () => {
  test.each<[string, () => TurnCredentials]>([
    ['has credentials that have ended', () => issued(fresh, 601)],
    ['has credentials of another Spotlight', () => issued(foreign)],
    ['gives itself more time', () => ({ ...issued(fresh), username: `${Math.floor(Date.now() / 1000) + 9999}:id` })],
    ['made a password up', () => ({ ...issued(fresh), credential: randomBytes(20).toString('base64') })],
    ['signs with nothing', () => ({ ...issued(fresh), credential: '' })],
  ])('%s is refused', async (_who, credentials) => {
    // 441 where the system gave the socket the port of an earlier one, which came under another name.
    expect([401, 441]).toContain(await allocateWith(credentials()));
  });
});

// What must not be reached, whatever the list in the template says of it.
const special = {
  ipv4: [
    ...['0.0.0.0', '0.0.0.1', '0.255.255.255', '10.0.0.1', '10.255.255.254', '100.64.0.1', '100.100.100.200'],
    ...['127.0.0.1', '127.0.0.2', '127.255.255.255', '169.254.169.254', '172.16.0.1', '172.31.255.254'],
    ...['192.0.0.1', '192.0.0.8', '192.0.0.9', '192.0.0.170', '192.0.2.1', '192.31.196.1', '192.52.193.1'],
    ...['192.88.99.1', '192.168.0.1', '192.168.255.254', '192.175.48.1', '198.18.0.1', '198.19.255.254'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
    '168.63.129.16',
  ],
  ipv6: [
    // CVE-2020-26262
    ...['::', '::1'],
    // CVE-2026-27624 and CVE-2026-53450
    ...['::ffff:127.0.0.1', '::ffff:127.0.0.2', '::ffff:0.0.0.0', '::ffff:10.0.0.1', '::ffff:192.168.1.1'],
    ...['::ffff:169.254.169.254', '::ffff:8.8.8.8'],
    // CVE-2026-73212: other clothes of IPv4
    ...['::127.0.0.1', '::10.0.0.1', '::0.0.0.2', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe'],
    ...['64:ff9b:1::1', '64:ff9b:1:ffff::7f00:1', '2002:7f00:1::', '2002:a00:1::1', '2001::1', '2001:0:7f00:1::1'],
    ...['100::1', '100:0:0:1::1', '2001:1::1', '2001:2::1', '2001:3::1', '2001:4:112::1', '2001:10::1', '2001:20::1'],
    ...['2001:30::1', '2001:1ff:ffff::1', '2001:db8::1', '2620:4f:8000::1', '3fff::1', '3fff:fff::1', '5f00::1'],
    ...['fc00::1', 'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1', 'ff05::2', 'ffff::1'],
    // CVE-2026-73213, and blocks that are given to nobody
    ...['::2:0:0:1', '0:1::', '1::1', '200::1', '400::1', '1fff::1', '4000::1', '8000::1', 'e000::1', 'fe00::1'],
  ],
};
const ordinary = {
  ipv4: [
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '126.255.255.255',
    '128.0.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '192.0.1.1',
    '192.167.255.255',
    '192.169.0.1',
    '198.17.255.255',
    '198.20.0.1',
    '223.255.255.254',
  ],
  ipv6: [
    '2001:200::1',
    '2001:4860:4860::8888',
    '2003::1',
    '2606:4700:4700::1111',
    '2620:4f:7fff::1',
    '2620:4f:8001::1',
    '2a01:4f8::1',
    '3ffe::1',
    '3fff:1000::1',
  ],
};

/** The ends and something between of every range that the configuration denies. */
function deniedAddresses(configuration: string): string[] {
  const ranges = [...configuration.matchAll(/^denied-peer-ip=([^-\s]+)(?:-(\S+))?$/gm)];
  return ranges.flatMap(([, first, last]) => [first!, ...(last ? [last, between(first!, last)] : [])]);
}

function between(first: string, last: string): string {
  const [low, high] = [addressBytes(first), addressBytes(last)];
  // Every byte between its two: inside a prefix each of them is free or fixed.
  const bytes = [...low].map((byte, index) => Math.floor((byte + high[index]! + 1) / 2));
  if (bytes.length === 4) return bytes.join('.');
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/(.{4})(?!$)/g, '$1:');
}

describe.each(['ipv4', 'ipv6'] as const)('of all %s addresses', (version) => {
  let client: Awaited<ReturnType<typeof openTurnClient>>;
  beforeAll(async () => {
    client = await openTurnClient(target(), issued(fresh));
    expect(await client.allocate(version)).toBe('ok');
  });
  afterAll(() => client.close());

  async function answers(addresses: string[]): Promise<Record<string, unknown>> {
    const all: Record<string, unknown> = {};
    for (const [index, address] of addresses.entries()) {
      all[address] = [await client.permit(address), await client.bindChannel(address, 0x4000 + index)];
    }
    return all;
  }
  const each = (addresses: string[], answer: unknown) =>
    Object.fromEntries(addresses.map((address) => [address, answer]));

  test('the special ones are refused, by both requests', async () => {
    expect(await answers(special[version])).toEqual(each(special[version], [403, 403]));
  });

  test('every range of the list is refused from its first to its last address', async () => {
    const isMine = (address: string) => address.includes(':') === (version === 'ipv6');
    const denied = deniedAddresses(coturn.shipped).filter(isMine);
    expect(denied.length).toBeGreaterThan(30);
    expect(await answers(denied)).toEqual(each(denied, [403, 403]));
  });

  test('the ordinary ones are allowed, close beside the special ones too', async () => {
    expect(await answers(ordinary[version])).toEqual(each(ordinary[version], ['ok', 'ok']));
  });
});

describe('filling in the template', () => {
  const settings = { TURN_REALM: 'turn.example', TURN_LISTENING_IPS: '192.0.2.10, 2001:db8::10', TURN_SECRETS: fresh };
  const linesOf = (configuration: string, name: string) =>
    [...configuration.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value);

  test('every address listens on 443 too, and every secret counts', () => {
    const configuration = render({ ...settings, TURN_SECRETS: `${fresh}, ${old}` });
    expect(linesOf(configuration, 'listening-ip')).toEqual(['192.0.2.10', '2001:db8::10']);
    expect(linesOf(configuration, 'aux-server')).toEqual(['192.0.2.10:443', '[2001:db8::10]:443']);
    expect(linesOf(configuration, 'static-auth-secret')).toEqual([fresh, old]);
    expect(configuration).not.toMatch(/^[^#]*\$/m);
  });

  test('what is not given leaves no line behind', () => {
    const configuration = render({ ...settings, TURN_SECOND_TLS_PORT: '' });
    for (const name of ['aux-server', 'external-ip', 'allowed-peer-ip'])
      expect(linesOf(configuration, name)).toEqual([]);
  });

  test('behind a NAT the server’s own address is the one private peer', () => {
    const configuration = render({ ...settings, TURN_EXTERNAL_IPS: '198.51.100.7/10.0.0.3' });
    expect(linesOf(configuration, 'external-ip')).toEqual(['198.51.100.7/10.0.0.3']);
    expect(linesOf(configuration, 'allowed-peer-ip')).toEqual(['10.0.0.3']);
  });

  test.each([
    ['no secret', { TURN_SECRETS: '' }],
    ['a secret that can be guessed', { TURN_SECRETS: 'change-me' }],
    ['a short one beside a long one', { TURN_SECRETS: `${fresh},short` }],
    ['a secret that would be another line', { TURN_SECRETS: `${fresh}\nno-auth` }],
    ['no realm', { TURN_REALM: '' }],
    ['no address', { TURN_LISTENING_IPS: '' }],
  ])('%s is refused', (_what, change) => {
    expect(() => render({ ...settings, ...change })).toThrow(/render\.sh: .*TURN_/);
  });
});
