import { isIPv6 } from 'node:net';
import { type DemoLogin, inWords } from '../demo.ts';
import { localAddresses } from './localAddresses.ts';
import { terminalQr } from './terminalQr.ts';

interface Served {
  /** Where it listens, by the settings: an address, or all that there are. */
  host: string;
  port: number;
  isHttps: boolean;
  /** What to type to look around, with `--demo`. */
  demoLogins: DemoLogin[];
}

interface Terminal {
  hasColours: boolean;
}

/** Tells the person at the terminal where the app is, with a QR code for phones on the same network. */
export function printAddresses(served: Served): void {
  print([
    `  Spotlight is ready: ${urlOf(served, reachOf(served.host) === 'one' ? served.host : 'localhost')}`,
    ...served.demoLogins.map((login) => `  ${inWords(login)}`),
    ...(served.isHttps ? lanLines(served, localAddresses(), terminal()) : []),
  ]);
}

/** Tells where it is now that the machine has come to another network. */
export function printMove(served: Served): void {
  print(['  This machine’s networks have changed.', ...lanLines(served, localAddresses(), terminal())]);
}

const terminal = (): Terminal => ({ hasColours: process.stdout.isTTY });
const print = (lines: string[]) => void process.stdout.write(`\n${lines.join('\n')}\n\n`);

/** What to do on the phones of the hall, or why they cannot reach this machine. */
export function lanLines(served: Served, local: string[], { hasColours }: Terminal): string[] {
  const reach = reachOf(served.host);
  if (reach === 'none') {
    return [
      `  Only this machine reaches it: it listens on ${served.host}. Without HOST phones on the same network do.`,
    ];
  }
  const urls = (reach === 'one' ? [served.host] : local).map((address) => urlOf(served, address));
  if (!urls[0])
    return ['  This machine is in no network: phones reach it once it is. Its address is printed here then.'];
  return [
    ...urls.map((url) => `  On this network: ${url}`),
    '',
    terminalQr(urls[0], { hasColours }),
    '  Each phone asks once whether to trust the certificate: choose Advanced, then go on.',
  ];
}

function urlOf({ port, isHttps }: Served, host: string): string {
  return `${isHttps ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Whether it is reached wherever this machine comes. */
export const listensEverywhere = (host: string): boolean => reachOf(host) === 'all';

/** Who reaches what listens on this host: all networks of the machine, one of them, or the machine alone. */
function reachOf(host: string): 'all' | 'one' | 'none' {
  if (host === '0.0.0.0' || host === '::') return 'all';
  return /^(127\.|::1$|localhost$)/.test(host) ? 'none' : 'one';
}
