import { describe, expect, test } from 'vitest';
import { hostAndPortOf, summaryOf, type TurnFinding, transportOf, verdictOf } from './turnWords.ts';

const found = (change: Partial<TurnFinding> = {}): TurnFinding => ({
  url: 'turn:turn.example.org:3478',
  allocatedMs: null,
  errors: [],
  flow: null,
  ...change,
});
const errors = (...codes: number[]) => codes.map((code) => ({ code, text: '' }));
const flow = { bytesPerSecond: 5e6, roundTripMs: 20 };
const wordsOf = (finding: TurnFinding) => {
  const { title, why = '', todo } = verdictOf(finding);
  return [title, why, ...todo].join(' ');
};

test.each([
  ['turn:turn.example.org', 'udp', 'turn.example.org', 3478],
  ['turn:turn.example.org:80?transport=tcp', 'tcp', 'turn.example.org', 80],
  ['turns:turn.example.org?transport=tcp', 'tls', 'turn.example.org', 5349],
  ['turn:[2001:db8::1]:3479?transport=udp', 'udp', '[2001:db8::1]', 3479],
] as const)('%s is %s to %s, port %i', (url, transport, host, port) => {
  expect(transportOf(url)).toBe(transport);
  expect(hostAndPortOf(url)).toEqual({ host, port });
});

describe('a check says what is wrong and what to do', () => {
  test.each<[string, Partial<TurnFinding>, string, RegExp]>([
    ['all is well', { allocatedMs: 80, flow }, 'works', /Works/],
    ['nothing passes', { allocatedMs: 80 }, 'half', /firewall.*TURN_EXTERNAL_IPS/],
    ['the secret differs', { errors: errors(401) }, 'fails', /TURN_SECRETS.*static-auth-secret.*clock/],
    ['the server answered on one of two addresses', { errors: errors(701, 401) }, 'fails', /TURN_SECRETS/],
    ['the rules forbid it', { errors: errors(403) }, 'fails', /denied-peer-ip/],
    ['the quota is used up', { errors: errors(486) }, 'fails', /TURN_TOTAL_QUOTA/],
    ['the quota is enough for one', { allocatedMs: 80, errors: errors(486) }, 'half', /TURN_USER_QUOTA/],
    ['there are no ports', { errors: errors(508) }, 'fails', /TURN_MIN_PORT/],
    ['nobody is there', { errors: errors(701) }, 'fails', /UDP port 3478.*firewall.*network you are in/],
    ['nothing was said at all', {}, 'fails', /Nothing answered/],
    [
      'a certificate may be wrong',
      { url: 'turns:turn.example.org:443?transport=tcp', errors: errors(701) },
      'fails',
      /TCP port 443.*certificate.*openssl/,
    ],
  ])('%s', (_what, change, state, words) => {
    expect(verdictOf(found(change)).state).toBe(state);
    expect(wordsOf(found(change))).toMatch(words);
  });
});

test('in one line it says what works', () => {
  const tcp = 'turn:turn.example.org:3478?transport=tcp';
  expect(summaryOf([])).toMatch(/No TURN server/);
  expect(summaryOf([found({ allocatedMs: 1, flow })])).toBe('All ways work from here.');
  expect(summaryOf([found(), found({ url: tcp, allocatedMs: 1, flow })])).toBe(
    'TCP works from here, the others do not.',
  );
  expect(summaryOf([found()])).toMatch(/None works/);
});
