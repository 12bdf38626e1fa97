import { expect, test } from 'vitest';
import { readTerminalQr } from '../../testing/readQr.ts';
import { terminalQr } from './terminalQr.ts';

const address = 'https://192.168.178.123:3000';

test.each([true, false])('a phone reads the address from the terminal (with colours: %s)', (hasColours) => {
  expect(readTerminalQr(terminalQr(address, { hasColours }))).toBe(address);
});

test('the code is not left to the colours of a terminal that has some', () => {
  const lines = terminalQr(address, { hasColours: true }).split('\n');
  const isColoured = (line: string) => line.startsWith('\u001b[97;40m') && line.endsWith('\u001b[0m');
  expect(lines.filter((line) => !isColoured(line))).toEqual([]);
});
