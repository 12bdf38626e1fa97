import type { CandidateError } from './gather.ts';
import type { Flow } from './measureFlow.ts';

export type Transport = 'udp' | 'tcp' | 'tls';

/** What a check found out about one URL. */
export interface TurnFinding {
  url: string;
  /** How long until the server gave an address; null when it gave none. */
  allocatedMs: number | null;
  errors: CandidateError[];
  /** What went through it; null when two connections through it did not meet. */
  flow: Flow | null;
}

/** What a finding means, for someone who has never run a TURN server. */
export interface Verdict {
  state: 'works' | 'half' | 'fails';
  title: string;
  /** What is wrong. */
  why?: string;
  /** What to do, the likeliest first. */
  todo: string[];
}

/** How packets reach the server by this URL (RFC 7065). */
export function transportOf(url: string): Transport {
  if (url.startsWith('turns:')) return 'tls';
  return /[?&]transport=tcp\b/.test(url) ? 'tcp' : 'udp';
}

export const transportNames: Record<Transport, string> = {
  udp: 'UDP, the fastest way',
  tcp: 'TCP, where UDP is blocked',
  tls: 'TLS, where only web pages pass',
};

export function hostAndPortOf(url: string): { host: string; port: number } {
  const [, isSecure, host, port] = /^turn(s?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?/.exec(url) ?? [];
  return { host: host ?? url, port: Number(port ?? (isSecure ? 5349 : 3478)) };
}

export function verdictOf(finding: TurnFinding): Verdict {
  if (finding.allocatedMs === null) return refusalOf(finding);
  if (finding.flow) return { state: 'works', title: 'Works', todo: [] };
  // One of the two got an address, and for the other there was none left.
  if (finding.errors.some(({ code }) => code === 486 || code === 508)) return { ...refusalOf(finding), state: 'half' };
  return {
    state: 'half',
    title: 'Lets people in, but passes nothing on',
    why: 'The server accepted the credentials and gave an address, but two connections through it did not meet.',
    todo: [
      'Open its UDP relay ports (TURN_MIN_PORT to TURN_MAX_PORT, 49152 to 65535 unless set) in its firewall, for coming in and going out.',
      'If the server is behind a NAT or in a hall’s own network, set TURN_EXTERNAL_IPS, so that it may reach itself.',
    ],
  };
}

/** The answer of the server counts more than the silence of a way that was tried besides. */
function refusalOf({ url, errors }: TurnFinding): Verdict {
  const codes = errors.map(({ code }) => code);
  const answer = codes.find((code) => code !== 701) ?? codes[0];
  const { host, port } = hostAndPortOf(url);
  const refused = (title: string, why: string, todo: string[]): Verdict => ({ state: 'fails', title, why, todo });
  switch (answer) {
    case 401:
    case 431:
    case 441:
      return refused(
        'Refused the credentials',
        'The server is there and answers, but does not accept what Spotlight signs: the two do not share a secret, or their clocks differ.',
        [
          'Compare TURN_SECRETS of Spotlight with static-auth-secret in turnserver.conf: one of them must be the first of TURN_SECRETS, character by character.',
          'After a change of the secret, restart both.',
          'Check the clock of both machines (timedatectl): credentials carry their end, and a clock that is hours off ends them at once.',
        ],
      );
    case 403:
      return refused('Forbids it', 'The server answers, but its rules forbid an allocation from here.', [
        'Look for allowed-peer-ip, denied-peer-ip and no-… lines in turnserver.conf that are not from the shipped template.',
      ]);
    case 437:
    case 438:
      return refused('Asked to start anew', 'The server had forgotten what it said a moment ago.', [
        'Run the check again.',
      ]);
    case 442:
      return refused('Does not relay UDP', 'The server takes no UDP allocations.', [
        'Take no-udp-relay out of turnserver.conf.',
      ]);
    case 486:
      return refused('Its quota is used up', 'The server has as many allocations as it may have.', [
        'Raise TURN_TOTAL_QUOTA (and TURN_USER_QUOTA) of render.sh, or add a second server.',
        'Allocations of devices that vanished end by themselves within ten minutes.',
      ]);
    case 508:
      return refused('Has no room', 'The server has no port or no bandwidth left for another connection.', [
        'Widen the range from TURN_MIN_PORT to TURN_MAX_PORT, or raise TURN_BPS_CAPACITY.',
      ]);
    default:
      return unreachable(transportOf(url), host, port);
  }
}

function unreachable(transport: Transport, host: string, port: number): Verdict {
  const protocol = transport === 'udp' ? 'UDP' : 'TCP';
  const todo = [
    `Check that coturn runs, and listens on port ${port} (ss -lntu on its machine).`,
    `Open ${protocol} port ${port} in its firewall, and in that of its provider.`,
    `Check that ${host} leads to the address of that machine (getent hosts ${host}).`,
  ];
  if (transport === 'tls') {
    todo.push(
      `Check the certificate: it must be for ${host}, not have ended, and come with its chain (openssl s_client -connect ${host}:${port} -servername ${host}).`,
    );
  }
  if (transport === 'udp')
    todo.push('If TCP or TLS work, it may be the network you are in that blocks UDP: run the check from another one.');
  return {
    state: 'fails',
    title: 'Not reached',
    why: `Nothing answered at ${host}, ${protocol} port ${port}.`,
    todo,
  };
}

/** What the networks between say of all of them together. */
export function summaryOf(findings: readonly TurnFinding[]): string {
  if (findings.length === 0) return 'No TURN server is set up: people who find no direct way use the relay.';
  const working = findings.filter((finding) => verdictOf(finding).state === 'works');
  if (working.length === findings.length) return 'All ways work from here.';
  if (working.length === 0)
    return 'None works from here: people who find no direct way use the relay, which is slower.';
  const names = [...new Set(working.map(({ url }) => transportOf(url).toUpperCase()))];
  return `${names.join(' and ')} ${names.length === 1 ? 'works' : 'work'} from here, the others do not.`;
}
