import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { hallAddresses, localAddresses } from './localAddresses.ts';

const on = (address: string, more: Partial<NetworkInterfaceInfo> = {}) =>
  [{ address, family: 'IPv4', internal: false, ...more }] as NetworkInterfaceInfo[];

const laptop = {
  lo: on('127.0.0.1', { internal: true }),
  docker0: on('172.17.0.1'),
  'br-1f0a': on('172.18.0.1'),
  tailscale0: on('100.64.0.7'),
  utun3: on('10.8.0.2'),
  wlp2s0: on('192.168.178.20'),
  bridge100: on('192.168.2.1'),
  br0: on('10.0.0.5'),
  en0: on('fe80::1', { family: 'IPv6' }),
  usb0: on('169.254.7.1'),
};

test('networks that a phone may be in come first: Wi-Fi, cables, a hotspot of one’s own', () => {
  expect(hallAddresses(laptop)).toEqual(['192.168.178.20', '192.168.2.1', '10.0.0.5']);
  expect(localAddresses(laptop)).toEqual([
    ...hallAddresses(laptop),
    ...['172.17.0.1', '172.18.0.1', '100.64.0.7', '10.8.0.2'],
  ]);
});
