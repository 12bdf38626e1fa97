import { type DemoLogin, inWords } from '../demo.ts';
import { localAddresses } from './localAddresses.ts';
import { terminalQr } from './terminalQr.ts';

interface Served {
  port: number;
  isHttps: boolean;
  /** What to type to look around, with `--demo`. */
  demoLogins: DemoLogin[];
}

/** Tells the person at the terminal where the app is, with a QR code for phones on the same network. */
export function printAddresses({ port, isHttps, demoLogins }: Served): void {
  const scheme = isHttps ? 'https' : 'http';
  const lines = ['', `  Spotlight is ready: ${scheme}://localhost:${port}`];
  for (const login of demoLogins) lines.push(`  ${inWords(login)}`);
  if (isHttps) {
    const addresses = localAddresses().map((address) => `https://${address}:${port}`);
    for (const address of addresses) lines.push(`  On this network: ${address}`);
    if (addresses[0]) lines.push('', terminalQr(addresses[0], { hasColours: process.stdout.isTTY }));
    lines.push('  Each phone asks once whether to trust the certificate: choose Advanced, then go on.');
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
