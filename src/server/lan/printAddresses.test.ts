import { expect, test } from 'vitest';
import { readTerminalQr } from '../../testing/readQr.ts';
import { lanLines } from './printAddresses.ts';

const hall = ['192.168.178.20', '172.17.0.1'];
const linesOn = (host: string, local = hall) =>
  lanLines({ host, port: 3000, isHttps: true, demoLogins: [] }, local, { hasColours: false });
const named = (lines: string[]) => lines.filter((line) => line.startsWith('  On this network'));

test.each(['0.0.0.0', '::'])(
  'what listens everywhere (%s) is at each address, and the code leads to the first',
  (host) => {
    const lines = linesOn(host);
    expect(named(lines)).toEqual(hall.map((address) => `  On this network: https://${address}:3000`));
    expect(readTerminalQr(lines.join('\n'))).toBe('https://192.168.178.20:3000');
  },
);

test.each([
  ['10.0.0.5', 'https://10.0.0.5:3000'],
  ['fd00::5', 'https://[fd00::5]:3000'],
])('what listens on one address (%s) is there alone', (host, url) => {
  const lines = linesOn(host);
  expect(named(lines)).toEqual([`  On this network: ${url}`]);
  expect(readTerminalQr(lines.join('\n'))).toBe(url);
});

test.each(['127.0.0.1', '::1', 'localhost'])('what listens on %s is not promised to phones', (host) => {
  expect(linesOn(host)).toEqual([expect.stringMatching(/^ +Only this machine/)]);
});

test('without a network that is said', () => {
  expect(linesOn('0.0.0.0', [])).toEqual([expect.stringMatching(/in no network/)]);
});
