import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { isSecureHandshake } from './secureHandshake.ts';

const request = (headers: Record<string, string>, isTls = false) =>
  ({ headers, socket: isTls ? Object.create(TLSSocket.prototype) : {} }) as IncomingMessage;

test.each([
  ['a page over HTTPS', { origin: 'https://spot.example', host: 'spot.example' }, true],
  ['a page over plain HTTP', { origin: 'http://spot.example', host: 'spot.example' }, false],
  ['one from the hall’s network', { origin: 'http://192.168.1.5:3000', host: '192.168.1.5:3000' }, false],
  ['one of this machine', { origin: 'http://localhost:3000', host: 'localhost:3000' }, true],
  ['one of this machine, by number', { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, true],
  ['one of this machine, by IPv6', { origin: 'http://[::1]:3000', host: '[::1]:3000' }, true],
  ['a name that only begins so', { origin: 'http://127.evil.example', host: '127.evil.example' }, false],
  ['a sandboxed page', { origin: 'null', host: 'spot.example' }, false],
  ['no page, from elsewhere', { host: 'spot.example' }, false],
  ['no page, on this machine', { host: 'localhost:3000' }, true],
  ['a forwarded scheme that nobody vouches for', { host: 'spot.example', 'x-forwarded-proto': 'https' }, false],
])('%s', (_who, headers, isSecure) => {
  expect(isSecureHandshake(request(headers as never), false)).toBe(isSecure);
});

test('without a page the connection tells, or the proxy in front of it', () => {
  expect(isSecureHandshake(request({ host: 'spot.example' }, true), false)).toBe(true);
  const forwarded = (proto: string) => request({ host: 'spot.example', 'x-forwarded-proto': proto });
  expect(isSecureHandshake(forwarded('https'), true)).toBe(true);
  expect(isSecureHandshake(forwarded('http'), true)).toBe(false);
});
